package io.brxsync.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When users whose last permit this process took may be asked for again: the limiter says so with that permit, and keeps
 * the moment for whoever asks next here. So that one need not ask Redis only to hear it. Thread-safe.
 */
final class Moments {
    private final Cache<UUID, Long> nanosByUser;
    private final LongSupplier nanos;

    /**
     * None yet.
     *
     * @param window no moment is further off
     * @param nanos a monotonic clock
     */
    Moments(Duration window, LongSupplier nanos) {
        this.nanosByUser = Caffeine.newBuilder()
                .expireAfterWrite(window.multipliedBy(2))
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .build();
        this.nanos = nanos;
    }

    void put(UUID user, Duration in) {
        nanosByUser.put(user, nanos.getAsLong() + in.toNanos());
    }

    /** How long until the user's moment, zero or less when there is none ahead; it is one asker's only. */
    Duration take(UUID user) {
        @Nullable Long moment = nanosByUser.asMap().remove(user);
        return moment == null ? Duration.ZERO : Duration.ofNanos(moment - nanos.getAsLong());
    }

    void forget(UUID user) {
        nanosByUser.invalidate(user);
    }
}
