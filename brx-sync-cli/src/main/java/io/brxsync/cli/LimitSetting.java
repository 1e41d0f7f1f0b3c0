package io.brxsync.cli;

import io.brxsync.queue.QueueControl;
import io.brxsync.queue.QueueControl.Scope;
import io.brxsync.task.TaskNames;
import io.brxsync.task.TaskTypes;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks of a queue or of a type may run at the same time, as it is written on the command line. Immutable.
 *
 * @param scope a queue or a type
 * @param name its name
 * @param limit at least 1, or null for no limit
 */
record LimitSetting(Scope scope, String name, @Nullable Integer limit) {
    private static final String TYPE = "type:";
    private static final String NONE = "none";

    /**
     * Reads {@code QUEUE=N}, {@code type:TYPE=N} or {@code NAME=none}.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    static LimitSetting parse(String text) {
        int sign = text.lastIndexOf('=');
        if (sign < 0) {
            throw new IllegalArgumentException("'" + text + "' is not QUEUE=N or type:TYPE=N");
        }
        String left = text.substring(0, sign);
        Integer limit = number(text.substring(sign + 1));
        if (!left.startsWith(TYPE)) {
            return new LimitSetting(Scope.QUEUE, TaskNames.requireQueue(left), limit);
        }
        String type = left.substring(TYPE.length());
        if (TaskTypes.builtIn().named(type).isEmpty()) {
            throw new IllegalArgumentException("there is no task type '" + type + "'");
        }
        return new LimitSetting(Scope.TYPE, type, limit);
    }

    /** A whole number of at least 1, or {@code none} as null. */
    static @Nullable Integer number(String text) {
        if (text.equals(NONE)) {
            return null;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("'" + text + "' is neither a number nor 'none'", notANumber);
        }
        throw new IllegalArgumentException("a limit must be at least 1, got " + text);
    }

    void apply(QueueControl queues) {
        queues.limitConcurrency(scope, name, limit);
    }
}
