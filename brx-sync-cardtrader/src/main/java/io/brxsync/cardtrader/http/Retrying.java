package io.brxsync.cardtrader.http;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats in place what {@link RetryTable} allows to, a few times. */
final class Retrying implements Channel {
    private static final Logger LOG = LoggerFactory.getLogger(Retrying.class);

    private final Channel next;
    private final Backoff backoff;
    private final Pause pause;
    private final DoubleSupplier random;

    Retrying(Channel next, Backoff backoff, Pause pause, DoubleSupplier random) {
        this.next = next;
        this.backoff = backoff;
        this.pause = pause;
        this.random = random;
    }

    @Override
    public <T> Reply<T> send(Call<T> call) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            Reply<T> reply = next.send(call);
            Outcome outcome = Outcome.of(reply);
            RetryTable.Decision decision = RetryTable.decide(call.endpoint().nature(), outcome);
            if (decision != RetryTable.Decision.REPEAT || !backoff.another(tries)) {
                return reply;
            }
            Duration wait = backoff.after(tries, random.getAsDouble());
            LOG.debug(
                    "Repeating a request; endpoint={} user={} outcome={} status={} try={} wait={}",
                    call.endpoint(),
                    call.seller().user(),
                    outcome,
                    reply.status(),
                    tries + 1,
                    wait);
            pause.waitFor(wait);
        }
    }
}
