package io.brxsync.examples.benchmark.limits;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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
     * @param distance mean distance in windows of those that began after the warm-up
     * @param closest least distance of all in windows: below 1 is a violation
     */
    public record Verdict(long requests, long pairs, long violations, double distance, double closest) {
        /** Share of the allowance that was used: 1 when not a moment was wasted, by nobody. */
        public double used() {
            return 1 / distance;
        }
    }

    /** Judges all arrivals by this limit. */
    public Verdict verdict(int limit, Duration window) {
        return verdict(limit, window, Duration.ofNanos(Long.MAX_VALUE));
    }

    /** The same; only what began this long before the last arrival says how much was used. */
    public Verdict verdict(int limit, Duration window, Duration warm) {
        List<long[]> accounts = byAccount.values().stream().map(Times::sorted).toList();
        long last = accounts.stream()
                .mapToLong(times -> times[times.length - 1])
                .max()
                .orElse(0);
        long measured = 0;
        long requests = 0;
        long pairs = 0;
        long violations = 0;
        double sum = 0;
        long closest = Long.MAX_VALUE;
        for (long[] times : accounts) {
            requests += times.length;
            for (int i = limit; i < times.length; i++) {
                long distance = times[i] - times[i - limit];
                pairs++;
                if (last - times[i - limit] <= warm.toNanos()) {
                    measured++;
                    sum += distance;
                }
                closest = Math.min(closest, distance);
                violations += distance < window.toNanos() ? 1 : 0;
            }
        }
        double length = window.toNanos();
        return new Verdict(requests, pairs, violations, sum / measured / length, closest / length);
    }
}
