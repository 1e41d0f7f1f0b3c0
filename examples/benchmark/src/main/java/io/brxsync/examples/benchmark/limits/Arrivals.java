package io.brxsync.examples.benchmark.limits;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When requests reached the server. In a strict window of n requests, the n-th request after another comes no earlier
 * than a window later; where the allowance is used to the last, it comes exactly then. Thread-safe.
 */
public final class Arrivals {
    private final Map<Integer, Times> byAccount = new ConcurrentHashMap<>();

    /** One account's; guarded by itself. */
    private static final class Times {
        long[] nanos = new long[64];
        int size;

        synchronized void add(long time) {
            if (size == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * size);
            }
            nanos[size++] = time;
        }

        synchronized long[] sorted() {
            long[] all = Arrays.copyOf(nanos, size);
            Arrays.sort(all);
            return all;
        }
    }

    /** A request of this account, at this time of the server's monotonic clock; in any order. */
    public void add(int account, long nanos) {
        byAccount.computeIfAbsent(account, first -> new Times()).add(nanos);
    }

    /**
     * What the arrivals say.
     *
     * @param requests how many there were
     * @param pairs how many pairs of requests stand a limit apart
     * @param violations how many of them stand closer than a window
     * @param distance their mean distance in windows
     * @param closest their least distance in windows: below 1 is a violation
     */
    public record Verdict(long requests, long pairs, long violations, double distance, double closest) {
        /** Share of the allowance that was used: 1 when not a moment was wasted, by nobody. */
        public double used() {
            return pairs == 0 ? 0 : 1 / distance;
        }
    }

    /** Judges all arrivals by this limit. */
    public Verdict verdict(int limit, Duration window) {
        long requests = 0;
        long pairs = 0;
        long violations = 0;
        double sum = 0;
        long closest = Long.MAX_VALUE;
        for (Times account : byAccount.values()) {
            long[] times = account.sorted();
            requests += times.length;
            for (int i = limit; i < times.length; i++) {
                long distance = times[i] - times[i - limit];
                pairs++;
                sum += distance;
                closest = Math.min(closest, distance);
                violations += distance < window.toNanos() ? 1 : 0;
            }
        }
        double length = window.toNanos();
        return new Verdict(requests, pairs, violations, sum / pairs / length, closest / length);
    }
}
