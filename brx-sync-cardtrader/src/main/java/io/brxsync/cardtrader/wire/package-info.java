/** What CardTrader's bodies mean: lenient parsers that stream where bodies are large, and the values they yield. */
@NullMarked
package io.brxsync.cardtrader.wire;

import org.jspecify.annotations.NullMarked;
