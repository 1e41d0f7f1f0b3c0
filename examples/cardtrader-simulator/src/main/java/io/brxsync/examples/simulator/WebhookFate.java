package io.brxsync.examples.simulator;

import java.time.Duration;

/**
 * What happens to one webhook on its way.
 *
 * @param copies how often it is sent, each time under a new id; 0 loses it
 * @param delay how long it is held back; others overtake it meanwhile
 * @param signature what its signature looks like
 */
public record WebhookFate(int copies, Duration delay, Signature signature) {
    /** What the {@code Signature} header looks like. */
    public enum Signature {
        /** As it has to be. */
        VALID,
        /** Made with another key. */
        FORGED,
        /** No header at all. */
        MISSING
    }

    /** Sent once, in order. */
    public static WebhookFate normal() {
        return new WebhookFate(1, Duration.ZERO, Signature.VALID);
    }

    /** Never sent. */
    public static WebhookFate dropped() {
        return new WebhookFate(0, Duration.ZERO, Signature.VALID);
    }

    /** Sent several times, each with an id of its own. */
    public static WebhookFate duplicated(int copies) {
        return new WebhookFate(copies, Duration.ZERO, Signature.VALID);
    }

    /** Sent later, overtaken by those after it. */
    public static WebhookFate delayed(Duration delay) {
        return new WebhookFate(1, delay, Signature.VALID);
    }

    /** Sent with a signature made with another key. */
    public static WebhookFate forged() {
        return new WebhookFate(1, Duration.ZERO, Signature.FORGED);
    }

    /** Sent without a signature. */
    public static WebhookFate unsigned() {
        return new WebhookFate(1, Duration.ZERO, Signature.MISSING);
    }
}
