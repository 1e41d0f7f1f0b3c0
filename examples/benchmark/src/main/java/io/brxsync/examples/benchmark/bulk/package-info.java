/** How fast whole inventories come from CardTrader into the mirror, and what that writes and needs. */
@NullMarked
package io.brxsync.examples.benchmark.bulk;

import org.jspecify.annotations.NullMarked;
