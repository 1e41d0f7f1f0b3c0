package io.brxsync.examples.simulator;

/** Leaves an endpoint with an error answer. Carries no stack trace: it is an answer, not a failure. */
final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    ApiError(Reply reply) {
        super("answered with status " + reply.status(), null, false, false);
        this.reply = reply;
    }

    Reply reply() {
        return reply;
    }
}
