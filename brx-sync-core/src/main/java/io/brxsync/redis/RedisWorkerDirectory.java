package io.brxsync.redis;

import io.brxsync.queue.WorkerDirectory;
import io.brxsync.queue.WorkerReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Reports of workers as JSON in Redis. Members that a newer version adds are ignored by older ones. Thread-safe. */
final class RedisWorkerDirectory implements WorkerDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(RedisWorkerDirectory.class);
    private static final String KEPT_MILLIS = Long.toString(KEPT.toMillis());
    private static final Comparator<Sighting> ORDER = Comparator.comparing(
                    (Sighting sighting) -> sighting.report().host())
            .thenComparing(sighting -> sighting.report().pid())
            .thenComparing(sighting -> sighting.report().id());

    private final JsonMapper json = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private final RedisScripts scripts;

    RedisWorkerDirectory(RedisScripts scripts) {
        this.scripts = scripts;
    }

    @Override
    public void report(WorkerReport report) {
        scripts.strings("workers", List.of("report", KEPT_MILLIS, report.id(), json.writeValueAsString(report)));
    }

    @Override
    public void forget(String workerId) {
        scripts.strings("workers", List.of("forget", KEPT_MILLIS, workerId));
    }

    @Override
    public List<Sighting> all() {
        Reply reply = new Reply(scripts.strings("workers", List.of("all", KEPT_MILLIS)));
        List<Sighting> workers = new ArrayList<>();
        while (reply.hasNext()) {
            Duration age = Duration.ofMillis(reply.nextLong());
            String text = reply.next();
            try {
                workers.add(new Sighting(json.readValue(text, WorkerReport.class), age));
            } catch (JacksonException | NullPointerException e) {
                LOG.debug("Report of a worker of another version is left out", e);
            }
        }
        workers.sort(ORDER);
        return workers;
    }
}
