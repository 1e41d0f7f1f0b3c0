package io.brxsync.examples.simulator;

import java.time.Duration;

/**
 * One attempt to deliver a webhook, or the decision not to. The body carries the (invented) buyer's data and is
 * therefore not part of the text form.
 *
 * @param webhookId the id in the envelope
 * @param accountId the account
 * @param cause {@code order.create}, {@code order.update} or {@code order.destroy}
 * @param orderId the order
 * @param outcome what came of it
 * @param status the status that the receiver answered, 0 when it did not
 * @param latency from sending until the answer
 * @param body the bytes as text
 */
public record WebhookDelivery(
        String webhookId,
        int accountId,
        String cause,
        long orderId,
        Outcome outcome,
        int status,
        Duration latency,
        String body) {
    /** What came of a webhook. */
    public enum Outcome {
        /** Answered with a status of 2xx. */
        DELIVERED,
        /** Answered with another status. */
        REFUSED,
        /** Not answered: no connection, or nothing within ten seconds. */
        FAILED,
        /** Lost on purpose. */
        DROPPED,
        /** No URL was registered. */
        UNREGISTERED
    }

    @Override
    public String toString() {
        return "WebhookDelivery[" + webhookId + ", account=" + accountId + ", " + cause + " " + orderId + ", " + outcome
                + ", status=" + status + ", latency=" + latency + "]";
    }
}
