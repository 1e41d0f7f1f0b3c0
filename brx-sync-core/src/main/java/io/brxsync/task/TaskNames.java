package io.brxsync.task;

/** The spelling of names that become part of Redis keys, metrics and command lines. */
public final class TaskNames {
    private TaskNames() {}

    /** Returns the queue name, or refuses one that is not lower-case letters, digits, dot, dash, underscore. */
    public static String requireQueue(String name) {
        if (!isSpelled(name, 64, "._-") || !(isLetter(name.charAt(0)) || isDigit(name.charAt(0)))) {
            throw new IllegalArgumentException("A queue name is 1 to 64 of a-z 0-9 . _ - and starts with a letter or"
                    + " digit, got '" + name + "'");
        }
        return name;
    }

    /** Returns the wire name, or refuses one that is not snake case of at most 50 characters. */
    public static String requireType(String name) {
        if (!isSpelled(name, 50, "_") || !isLetter(name.charAt(0))) {
            throw new IllegalArgumentException(
                    "A task type is 1 to 50 of a-z 0-9 _ and starts with a letter, got '" + name + "'");
        }
        return name;
    }

    // Every message passes here when it is written and when it is read, so this is no regular expression.
    private static boolean isSpelled(String name, int most, String marks) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isLetter(c) && !isDigit(c) && marks.indexOf(c) < 0) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= most;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
