package io.brxsync.cardtrader.limits;

import io.brxsync.examples.simulator.RequestEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * When requests reached the server. In a strict window of n requests, the n-th request after another comes no earlier
 * than a window later; where allowance is used to the last, it comes exactly then. Thread-safe.
 */
final class Arrivals {
    private final Map<Integer, ConcurrentLinkedQueue<Long>> byAccount = new ConcurrentHashMap<>();

    void add(RequestEvent request) {
        byAccount
                .computeIfAbsent(request.accountId(), account -> new ConcurrentLinkedQueue<>())
                .add(request.arrivalNanos());
    }

    /**
     * What the arrivals say.
     *
     * @param requests how many there were
     * @param pairs how many pairs of requests stand a limit apart
     * @param distance their mean distance in windows
     * @param closest their least distance in windows: below 1 is a violation
     */
    record Verdict(long requests, long pairs, double distance, double closest) {
        /** Share of the allowance that was used: 1 when not a moment was wasted, by nobody. */
        double used() {
            return 1 / distance;
        }
    }

    Verdict verdict(int limit, Duration window) {
        long requests = 0;
        List<Double> distances = new ArrayList<>();
        for (ConcurrentLinkedQueue<Long> account : byAccount.values()) {
            List<Long> times = account.stream().sorted().toList();
            requests += times.size();
            for (int i = limit; i < times.size(); i++) {
                distances.add((times.get(i) - times.get(i - limit)) / (double) window.toNanos());
            }
        }
        Collections.sort(distances);
        double mean =
                distances.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        return new Verdict(requests, distances.size(), mean, distances.get(0));
    }
}
