package io.brxsync.cli;

import io.brxsync.port.StockLedger.OrderHealth;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user's orders of the last days as commands print them. Immutable.
 *
 * @param seen orders seen
 * @param withoutWebhook of those, seen by a poll and by no webhook
 * @param lastWebhookAt when a webhook last told of a new order, null for never
 * @param lastPollAt when orders were last polled for, null for never
 * @param webhookMissingSince since when no webhook address is registered at CardTrader, null while there is one
 */
record OrderHealthView(
        long seen,
        long withoutWebhook,
        @Nullable Instant lastWebhookAt,
        @Nullable Instant lastPollAt,
        @Nullable Instant webhookMissingSince) {
    static final Duration RECENT = Duration.ofDays(7);

    static OrderHealthView of(OrderHealth health) {
        return new OrderHealthView(
                health.orders(),
                health.unannounced(),
                health.lastWebhookAt(),
                health.cursor() == null ? null : health.cursor().polledAt(),
                health.cursor() == null ? null : health.cursor().webhookMissingSince());
    }

    void print(PrintStream out, Clock clock) {
        out.println("orders     " + seen + " in 7 days, " + withoutWebhook + " seen without a webhook; last webhook "
                + ago(lastWebhookAt, clock) + ", last poll " + ago(lastPollAt, clock));
        if (webhookMissingSince != null) {
            out.println("webhook    no address is registered at CardTrader, noticed "
                    + AccountView.ago(webhookMissingSince, clock) + "; register it in the app's settings");
        }
    }

    private static String ago(@Nullable Instant time, Clock clock) {
        return time == null ? "never" : AccountView.ago(time, clock);
    }
}
