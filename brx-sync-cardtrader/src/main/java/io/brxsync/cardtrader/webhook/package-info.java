/** CardTrader's webhooks: signature, envelope, and what of it may be kept. */
@NullMarked
package io.brxsync.cardtrader.webhook;

import org.jspecify.annotations.NullMarked;
