package io.brxsync.examples.chaos;

import io.brxsync.task.RetryPolicy;
import io.brxsync.task.Task;
import io.brxsync.task.TaskPolicy;
import io.brxsync.task.TaskType;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One piece of load: adds a number to its user's account.
 *
 * @param user whose account
 * @param number what is added
 * @param kind how the handler behaves
 * @param millis how long the work takes
 * @param key unique key, null for none
 */
record Job(
        UUID user,
        int number,
        Kind kind,
        int millis,
        @Nullable String key) implements Task {
    /** How a handler behaves. */
    enum Kind {
        /** Works and succeeds. */
        PLAIN,
        /** Fails twice first. */
        FAILING,
        /** Stops midway once and goes on from its checkpoint. */
        YIELDING,
        /** Does not listen when it is told to stop. */
        STUBBORN,
        /** Kills the process that runs it. */
        POISON
    }

    /** What the engine is told of it. */
    static final TaskType<Job> TYPE = TaskType.of(
            "chaos_job",
            Job.class,
            TaskPolicy.standard().withRetry(new RetryPolicy(5, Duration.ofMillis(100), Duration.ofMillis(500))));

    @Override
    public @Nullable String uniqueKey() {
        return key;
    }
}
