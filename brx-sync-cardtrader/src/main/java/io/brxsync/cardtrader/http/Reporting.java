package io.brxsync.cardtrader.http;

import io.brxsync.port.MarketplaceListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Tells the listener of every request that really went out. */
final class Reporting implements Channel {
    private static final int OK = 200;

    private final Channel next;
    private final MarketplaceListener listener;
    private final InstantSource clock;

    Reporting(Channel next, MarketplaceListener listener, InstantSource clock) {
        this.next = next;
        this.listener = listener;
        this.clock = clock;
    }

    @Override
    public <T> Reply<T> send(Call<T> call) throws InterruptedException {
        Instant sent = clock.instant();
        // Only the reader of a successful body throws: what stands here when it does.
        int status = OK;
        try {
            Reply<T> reply = next.send(call);
            status = reply.status();
            return reply;
        } catch (InterruptedException aborted) {
            status = 0;
            throw aborted;
        } finally {
            listener.responded(call.endpoint().label(), status, Duration.between(sent, clock.instant()));
        }
    }
}
