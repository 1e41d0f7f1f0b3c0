package io.brxsync.examples.benchmark.queue;

/** What the tasks carry. */
final class Payload {
    /** Together with a user's and a task's id about 250 bytes. */
    static final String TEXT = "x".repeat(160);

    private Payload() {}

    /** A text of 250 bytes that no other task has. */
    static String of(long number) {
        return String.format("%020d", number) + "x".repeat(230);
    }
}
