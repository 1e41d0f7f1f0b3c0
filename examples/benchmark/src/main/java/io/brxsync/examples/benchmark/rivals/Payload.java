package io.brxsync.examples.benchmark.rivals;

/** What the tasks carry. */
public final class Payload {
    /** Together with a user's and a task's id about 250 bytes. */
    public static final String TEXT = "x".repeat(160);

    private Payload() {}

    /** A text of 250 bytes that no other task has. */
    public static String of(long number) {
        return String.format("%020d", number) + "x".repeat(230);
    }
}
