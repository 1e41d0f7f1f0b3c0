package io.brxsync.cardtrader.http;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops asking a host that keeps failing, and after a while lets a single request find out whether it is back. Counts
 * what speaks against the host ({@link Outcome#hostFailed()}), so one user's bad token or odd inventory never opens it.
 *
 * <p>failsafe counts and keeps the state; how long the circuit stays open is measured here, because failsafe reads the
 * system's time by itself.
 */
final class CircuitBreaking implements Channel {
    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaking.class);
    private static final int FAILURES = 8;
    private static final int OUT_OF = 10;
    /** While another thread's probe is under way there is nothing better to say. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration NEVER_BY_ITSELF = Duration.ofDays(365);

    private final Channel next;
    private final Duration delay;
    private final InstantSource clock;
    private final CircuitBreaker<Object> breaker;

    /** When the next probe may go. Written before each failure is counted, so an open circuit always has one. */
    private volatile Instant probeAt = Instant.EPOCH;

    CircuitBreaking(Channel next, Duration delay, InstantSource clock) {
        this.next = next;
        this.delay = delay;
        this.clock = clock;
        this.breaker = CircuitBreaker.builder()
                .withFailureThreshold(FAILURES, OUT_OF)
                .withSuccessThreshold(1)
                .withDelay(NEVER_BY_ITSELF)
                .onOpen(event ->
                        LOG.warn("CardTrader fails; nothing is sent until a probe succeeds; probeIn={}", delay))
                .onClose(event -> LOG.info("CardTrader answers again; sending as usual"))
                .build();
    }

    boolean open() {
        return !breaker.isClosed();
    }

    @Override
    public <T> Reply<T> send(Call<T> call) throws InterruptedException {
        Instant now = clock.instant();
        if (breaker.isOpen() && !now.isBefore(probeAt)) {
            breaker.halfOpen();
        }
        if (!breaker.tryAcquirePermit()) {
            Duration left = Duration.between(now, probeAt);
            return new Reply.Withheld<>(Reply.Reason.CIRCUIT, left.compareTo(SOON) < 0 ? SOON : left);
        }
        boolean probe = breaker.isHalfOpen();
        boolean told = false;
        try {
            Reply<T> reply = next.send(call);
            told = record(reply);
            return reply;
        } finally {
            if (probe && !told && breaker.isHalfOpen()) {
                // The probe never left or was given up: it proves nothing, and the next request is the probe.
                breaker.open();
            }
        }
    }

    private boolean record(Reply<?> reply) {
        if (reply instanceof Reply.Withheld) {
            return false;
        }
        if (Outcome.of(reply).hostFailed()) {
            probeAt = clock.instant().plus(delay);
            breaker.recordFailure();
        } else {
            breaker.recordSuccess();
        }
        return true;
    }
}
