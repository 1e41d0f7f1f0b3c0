package io.brxsync.examples.simulator;

import java.time.Duration;

/**
 * How bulk jobs get from pending over running to completed.
 *
 * @param manual whether jobs wait for {@link Jobs#completeAll()} or {@link Jobs#step()}
 * @param pending how long a job stays pending
 * @param running how long it stays running, half applied
 */
public record JobTiming(boolean manual, Duration pending, Duration running) {
    /** Jobs that finish by themselves. */
    public static JobTiming timed(Duration pending, Duration running) {
        return new JobTiming(false, pending, running);
    }

    /** Jobs that move only when told to. */
    public static JobTiming byHand() {
        return new JobTiming(true, Duration.ZERO, Duration.ZERO);
    }
}
