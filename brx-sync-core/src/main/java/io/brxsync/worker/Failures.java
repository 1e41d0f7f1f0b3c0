package io.brxsync.worker;

import io.brxsync.BrxException;
import io.brxsync.queue.Disposition;
import io.brxsync.task.RetryPolicy;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What becomes of a task whose handler threw. The only place that switches on {@link BrxException.Kind}. */
final class Failures {
    /** A server that is away is looked for this often: its users wait, no thread does. */
    private static final Duration WHEN_UNAVAILABLE = Duration.ofSeconds(5);

    private static final Duration WHEN_MISCONFIGURED = Duration.ofSeconds(60);
    /** Whoever ends a suspension releases the user's lanes too; this is for those who forget it. */
    private static final Duration WHEN_SUSPENDED = Duration.ofMinutes(10);

    private static final int MAX_REASON = 500;

    private Failures() {}

    /** The disposition after an exception, before the number of attempts is looked at. */
    static Disposition disposition(Throwable failure, RetryPolicy policy, int attempts, RandomGenerator random) {
        String reason = reason(failure);
        if (!(failure instanceof BrxException known)) {
            return counted(reason, policy, attempts, random);
        }
        return switch (known.kind()) {
            case RETRYABLE, OUTCOME_UNKNOWN, BUG -> counted(reason, policy, attempts, random);
            case RATE_LIMITED -> hold(known, Duration.ofSeconds(1), reason);
            case UNAVAILABLE -> hold(known, jittered(WHEN_UNAVAILABLE, random), reason);
            case CONFIGURATION -> hold(known, WHEN_MISCONFIGURED, reason);
            case SUSPENDED -> hold(known, WHEN_SUSPENDED, reason);
            case UNAUTHORIZED, REJECTED -> new Disposition.Bury(reason);
            // The queue knows better by now; settling will say so.
            case LEASE_LOST -> Disposition.yield(reason, null);
        };
    }

    /** A retry whose attempts are used up becomes a burial. */
    static Disposition limited(Disposition disposition, RetryPolicy policy, int attempts) {
        if (disposition instanceof Disposition.RetryAfter retry
                && retry.countsAsAttempt()
                && policy.exhausted(attempts + 1)) {
            return new Disposition.Bury("gave up after " + (attempts + 1) + " attempts: " + retry.reason());
        }
        return disposition;
    }

    /** One line that names the failure; nothing but our own exceptions' messages is trusted to hold no secret. */
    static String reason(Throwable failure) {
        String text = failure instanceof BrxException
                ? String.valueOf(failure.getMessage())
                : "unexpected " + failure.getClass().getName() + at(failure);
        String line = text.lines().findFirst().orElse("");
        return line.length() > MAX_REASON ? line.substring(0, MAX_REASON) + "…" : line;
    }

    private static String at(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length == 0 ? "" : " at " + trace[0];
    }

    private static Disposition counted(String reason, RetryPolicy policy, int attempts, RandomGenerator random) {
        return new Disposition.RetryAfter(policy.delayAfter(attempts + 1, random), reason, true, null);
    }

    private static Disposition hold(BrxException known, Duration fallback, String reason) {
        return new Disposition.Hold(known.retryAfter().orElse(fallback), reason, null);
    }

    private static Duration jittered(Duration time, RandomGenerator random) {
        return time.plusMillis(random.nextLong(time.toMillis()));
    }
}
