package io.brxsync.task;

import java.util.regex.Pattern;

/** The spelling of names that become part of Redis keys, metrics and command lines. */
public final class TaskNames {
    private static final Pattern QUEUE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_]{0,49}");

    private TaskNames() {}

    /** Returns the queue name, or refuses one that is not lower-case letters, digits, dot, dash, underscore. */
    public static String requireQueue(String name) {
        if (!QUEUE.matcher(name).matches()) {
            throw new IllegalArgumentException("A queue name is 1 to 64 of a-z 0-9 . _ - and starts with a letter or"
                    + " digit, got '" + name + "'");
        }
        return name;
    }

    /** Returns the wire name, or refuses one that is not snake case of at most 50 characters. */
    public static String requireType(String name) {
        if (!TYPE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A task type is 1 to 50 of a-z 0-9 _ and starts with a letter, got '" + name + "'");
        }
        return name;
    }
}
