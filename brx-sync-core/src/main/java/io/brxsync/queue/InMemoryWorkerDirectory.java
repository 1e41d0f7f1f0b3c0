package io.brxsync.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The workers of one process. Thread-safe. */
final class InMemoryWorkerDirectory implements WorkerDirectory {
    private final InstantSource clock;
    private final Map<String, Word> words = new ConcurrentHashMap<>();

    private record Word(WorkerReport report, Instant at) {}

    InMemoryWorkerDirectory(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void report(WorkerReport report) {
        words.put(report.id(), new Word(report, clock.instant()));
    }

    @Override
    public void forget(String workerId) {
        words.remove(workerId);
    }

    @Override
    public List<Sighting> all() {
        Instant now = clock.instant();
        words.values().removeIf(word -> !now.isBefore(word.at().plus(KEPT)));
        return words.values().stream()
                .map(word -> new Sighting(word.report(), Duration.between(word.at(), now)))
                .sorted(Comparator.comparing(sighting -> sighting.report().id()))
                .sorted(Comparator.comparingLong(sighting -> sighting.report().pid()))
                .sorted(Comparator.comparing(sighting -> sighting.report().host()))
                .toList();
    }
}
