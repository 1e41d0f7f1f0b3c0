/** How much of a user's CardTrader allowance may be spent now. */
@NullMarked
package io.brxsync.limit;

import org.jspecify.annotations.NullMarked;
