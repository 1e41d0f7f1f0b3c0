/** The CardTrader client: its endpoints as methods, and the marketplace port on top of them. */
@NullMarked
package io.brxsync.cardtrader;

import org.jspecify.annotations.NullMarked;
