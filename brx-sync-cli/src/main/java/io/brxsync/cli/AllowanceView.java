package io.brxsync.cli;

import io.brxsync.config.LimitConfig;
import io.brxsync.limit.Allowance;
import io.brxsync.limit.EndpointClass;
import io.brxsync.limit.RateWindow;
import java.time.Duration;

/**
 * A user's allowance as commands print it. Immutable.
 *
 * @param throttleFactor share of the limit in use after 429s, 1 is all of it
 * @param pausedMs what is left of the pause after a 429, 0 for none
 * @param general all requests
 * @param jobs {@code GET /jobs/:uuid}
 * @param marketplace {@code GET /marketplace/products}
 */
record AllowanceView(double throttleFactor, long pausedMs, Share general, Share jobs, Share marketplace) {

    /**
     * One class of endpoints.
     *
     * @param used requests that are taken now
     * @param limit requests in force, throttled as they are
     * @param windowMs in any stretch of this length
     * @param nextMs until the next ordinary request may go, 0 for at once
     * @param nextUrgentMs until the next urgent one may
     */
    record Share(int used, int limit, long windowMs, long nextMs, long nextUrgentMs) {}

    static AllowanceView of(Allowance allowance, LimitConfig limits) {
        return new AllowanceView(
                allowance.factor(),
                allowance.pausedFor().toMillis(),
                share(allowance, EndpointClass.GENERAL, limits),
                share(allowance, EndpointClass.JOBS, limits),
                share(allowance, EndpointClass.MARKETPLACE, limits));
    }

    private static Share share(Allowance allowance, EndpointClass endpoint, LimitConfig limits) {
        Allowance.Share share = allowance.of(endpoint);
        return new Share(
                share.used(),
                share.limit(),
                RateWindow.of(limits, endpoint).length().toMillis(),
                share.next().toMillis(),
                share.nextUrgent().toMillis());
    }

    /** The throttle and the pause in a few words. */
    String throttle() {
        String share = throttleFactor >= 1
                ? "not throttled"
                : "throttled to " + Math.round(throttleFactor * 100) + " % after a 429";
        return pausedMs == 0 ? share : share + ", paused for " + text(pausedMs);
    }

    /** One row per class. */
    Table table() {
        Table table = new Table("CLASS", ">USED", ">LIMIT", ">WINDOW", ">NEXT", ">NEXT URGENT");
        row(table, "all requests", general);
        row(table, "jobs", jobs);
        row(table, "marketplace", marketplace);
        return table;
    }

    private static void row(Table table, String name, Share share) {
        table.row(
                name,
                share.used(),
                share.limit(),
                text(share.windowMs()),
                share.nextMs() == 0 ? "now" : "in " + text(share.nextMs()),
                share.nextUrgentMs() == 0 ? "now" : "in " + text(share.nextUrgentMs()));
    }

    private static String text(long millis) {
        return millis > 1000 && millis < 10_000 && millis % 1000 != 0
                ? millis / 1000 + "." + millis % 1000 / 100 + "s"
                : Durations.text(Duration.ofMillis(millis));
    }
}
