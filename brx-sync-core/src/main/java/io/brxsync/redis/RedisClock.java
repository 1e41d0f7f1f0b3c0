package io.brxsync.redis;

import java.time.Duration;
import java.time.InstantSource;

/** Compares this machine's clock with the one all machines share. Thread-safe. */
final class RedisClock {
    private static final int SAMPLES = 5;

    private final RedisScripts scripts;
    private final InstantSource local;

    RedisClock(RedisScripts scripts, InstantSource local) {
        this.scripts = scripts;
        this.local = local;
    }

    /**
     * How far Redis is ahead of this machine; the sample with the shortest round trip counts, so a busy network does not
     * look like a wrong clock.
     */
    Duration skew() {
        long best = Long.MAX_VALUE;
        long skew = 0;
        for (int i = 0; i < SAMPLES; i++) {
            long before = local.millis();
            long redis = scripts.number("time");
            long after = local.millis();
            if (after - before < best) {
                best = after - before;
                skew = redis - (before + after) / 2;
            }
        }
        return Duration.ofMillis(skew);
    }
}
