/** How a request travels: allowance, slots, circuit, retries and the JDK's HTTP client, one small channel each. */
@NullMarked
package io.brxsync.cardtrader.http;

import org.jspecify.annotations.NullMarked;
