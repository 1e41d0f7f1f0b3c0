/** The rules of stock: what an order means for it, and whether a read of CardTrader contains it. Pure. */
@NullMarked
package io.brxsync.stock;

import org.jspecify.annotations.NullMarked;
