package io.brxsync.task;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may ask for beside the task itself. Immutable.
 *
 * @param queue another queue than the type's own, null for the type's own
 * @param delay time before the task may start, zero for at once
 * @param priority -9 to 9, higher first
 */
public record EnqueueOptions(@Nullable String queue, Duration delay, int priority) {
    /** At once, on the type's own queue, with priority 0. */
    public static final EnqueueOptions DEFAULTS = new EnqueueOptions(null, Duration.ZERO, 0);

    /** Refuses a negative delay, a bad queue name and a priority out of range. */
    public EnqueueOptions {
        if (queue != null) {
            TaskNames.requireQueue(queue);
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative, got " + delay);
        }
        if (Math.abs(priority) > TaskMessage.MAX_PRIORITY) {
            throw new IllegalArgumentException("priority must be " + -TaskMessage.MAX_PRIORITY + " to "
                    + TaskMessage.MAX_PRIORITY + ", got " + priority);
        }
    }

    /** The same with a delay. */
    public EnqueueOptions after(Duration other) {
        return new EnqueueOptions(queue, other, priority);
    }

    /** The same on another queue. */
    public EnqueueOptions onQueue(String other) {
        return new EnqueueOptions(other, delay, priority);
    }

    /** The same with another priority. */
    public EnqueueOptions withPriority(int other) {
        return new EnqueueOptions(queue, delay, other);
    }
}
