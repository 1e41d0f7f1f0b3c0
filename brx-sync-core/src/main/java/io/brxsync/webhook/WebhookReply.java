package io.brxsync.webhook;

/** What became of a webhook. Immutable values. */
public sealed interface WebhookReply {

    /**
     * It is in the outbox and will be worked on, even if every process dies now.
     *
     * @param taskId the task, which is also the operation
     */
    record Accepted(String taskId) implements WebhookReply {}

    /**
     * It is not taken; nothing was stored.
     *
     * @param reason why
     */
    record Rejected(Reason reason) implements WebhookReply {}

    /** Why a webhook is not taken. */
    enum Reason {
        /** No signature, one that is not right, or a user who is not connected: all look the same from outside. */
        UNAUTHORIZED,
        /** Larger than any order could be. */
        TOO_LARGE,
        /** Signed, but no webhook about an order. */
        MALFORMED
    }
}
