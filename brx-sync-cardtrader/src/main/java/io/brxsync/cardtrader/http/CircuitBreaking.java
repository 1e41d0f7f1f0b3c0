package io.brxsync.cardtrader.http;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops asking a host that keeps failing, and after a while lets a single request find out whether it is back. Counts
 * what speaks against the host ({@link Outcome#witness}), so one user's bad token, odd or huge inventory never opens it.
 *
 * <p>failsafe counts and keeps the state; whose turn it is to probe is decided here, because failsafe reads the system's
 * time by itself and would wait for a probe however long it takes.
 */
final class CircuitBreaking implements Channel {
    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaking.class);
    private static final int FAILURES = 8;
    private static final int OUT_OF = 10;
    private static final int SERVER_ERROR = 500;
    /** While another thread's probe is under way there is nothing better to say. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration NEVER_BY_ITSELF = Duration.ofDays(365);

    private final Channel next;
    private final Duration delay;
    private final InstantSource clock;
    private final CircuitBreaker<Object> breaker;

    /** Means something while the circuit is not closed; set before each failure is counted, so it always does then. */
    private final AtomicReference<Turn> turn = new AtomicReference<>(new Turn(Instant.EPOCH, false));

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

    /**
     * Who may probe.
     *
     * @param from whoever comes first after this moment
     * @param probing whether a probe is under way; after that moment it is not waited for any longer
     */
    private record Turn(Instant from, boolean probing) {}

    boolean open() {
        return !breaker.isClosed();
    }

    @Override
    public <T> Reply<T> send(Call<T> call) throws InterruptedException {
        if (breaker.isClosed()) {
            Reply<T> reply = next.send(call);
            record(witness(call, reply), breaker.isClosed());
            return reply;
        }
        Instant now = clock.instant();
        Turn before = turn.get();
        Turn mine = new Turn(now.plus(delay), true);
        if (now.isBefore(before.from()) || !turn.compareAndSet(before, mine)) {
            Duration left = Duration.between(now, before.from());
            boolean soon = before.probing() || left.compareTo(SOON) < 0;
            return new Reply.Withheld<>(Reply.Reason.CIRCUIT, soon ? SOON : left);
        }
        return probe(call, mine);
    }

    private <T> Reply<T> probe(Call<T> call, Turn mine) throws InterruptedException {
        breaker.halfOpen();
        Outcome.Witness witness = Outcome.Witness.SILENT;
        try {
            Reply<T> reply = next.send(call.onHead(status -> {
                if (status < SERVER_ERROR) {
                    // It answers. The rest may be an export, whose length is nobody else's business.
                    record(Outcome.Witness.FOR, false);
                }
            }));
            witness = witness(call, reply);
            return reply;
        } finally {
            if (witness == Outcome.Witness.SILENT) {
                // It never left, was given up, or says nothing about the host: the next request is the probe.
                turn.compareAndSet(mine, new Turn(clock.instant(), false));
            }
            record(witness, true);
        }
    }

    private static Outcome.Witness witness(Call<?> call, Reply<?> reply) {
        return Outcome.of(reply).witness(call.endpoint().nature());
    }

    /** Counts; {@code postpones} unless it is old news, of a request that was sent before the circuit opened. */
    private void record(Outcome.Witness witness, boolean postpones) {
        switch (witness) {
            case FOR -> breaker.recordSuccess();
            case AGAINST -> {
                if (postpones) {
                    turn.set(new Turn(clock.instant().plus(delay), false));
                }
                breaker.recordFailure();
            }
            case SILENT -> {}
        }
    }
}
