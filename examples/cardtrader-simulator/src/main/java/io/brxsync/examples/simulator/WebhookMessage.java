package io.brxsync.examples.simulator;

import tools.jackson.databind.node.ObjectNode;

/** One event to tell of; every sending of it gets an id of its own. */
record WebhookMessage(String cause, long orderId, ObjectNode envelope) {
    byte[] bytes(String webhookId) {
        // A copy: two sendings of one message may be under way at once.
        return Json.bytes(envelope.deepCopy().put("id", webhookId));
    }
}
