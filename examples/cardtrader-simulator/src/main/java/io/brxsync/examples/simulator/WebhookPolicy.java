package io.brxsync.examples.simulator;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * The lot of all webhooks that have no fate of their own: how many of them are lost, doubled or late.
 *
 * @param dropped the share that is lost, 0 to 1
 * @param duplicated the share that is sent twice, 0 to 1
 * @param delayed the share that is late, 0 to 1
 * @param longestDelay the longest delay; each late one gets a random part of it
 * @param seed the seed of the chance
 */
public record WebhookPolicy(double dropped, double duplicated, double delayed, Duration longestDelay, long seed) {
    /** Every webhook arrives once, in order. */
    public static WebhookPolicy reliable() {
        return new WebhookPolicy(0, 0, 0, Duration.ZERO, 0);
    }

    WebhookFate draw(SplittableRandom random) {
        if (random.nextDouble() < dropped) {
            return WebhookFate.dropped();
        }
        int copies = random.nextDouble() < duplicated ? 2 : 1;
        Duration delay = random.nextDouble() < delayed
                ? Duration.ofNanos((long) (random.nextDouble() * longestDelay.toNanos()))
                : Duration.ZERO;
        return new WebhookFate(copies, delay, WebhookFate.Signature.VALID);
    }
}
