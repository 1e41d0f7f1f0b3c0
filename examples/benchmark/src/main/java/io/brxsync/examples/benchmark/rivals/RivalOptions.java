package io.brxsync.examples.benchmark.rivals;

import io.brxsync.examples.services.LocalRedis;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Options of questions that set brx-sync beside other queues. For one thread. */
public final class RivalOptions {
    /** As questions have it; Sidekiq, for one, does not start with a few. */
    private static final int THREADS = 8;

    @Option(
            names = "--rivals",
            paramLabel = "NAME",
            split = ",",
            converter = ByName.class,
            description = {
                "Other queues, measured beside: celery, bullmq, sidekiq, jobrunr, db-scheduler (default: none).",
                "The last two keep their tasks in a PostgreSQL of their own."
            })
    private List<QueueSystem> rivals = List.of();

    @Option(
            names = "--interpreter",
            paramLabel = "NAME=PATH",
            description = "What runs celery (python3), bullmq (node) or sidekiq (ruby), if not the one on the path.")
    private Map<String, String> interpreters = Map.of();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** Those that are named. */
    public List<QueueSystem> rivals() {
        return rivals;
    }

    /** What runs programs, where it is not the one on the path. */
    public Map<String, String> interpreters() {
        return interpreters;
    }

    /**
     * Before anything is measured: what is here, and is it all?
     *
     * @return the versions of Redis and of the rivals
     * @throws ParameterException when one is not installed; the message says how to get it
     */
    public Map<String, String> versions() {
        try (LocalRedis redis = LocalRedis.start()) {
            Map<String, String> versions = new TreeMap<>();
            versions.put("redis", Objects.requireNonNull(redis.info("server").get("redis_version")));
            for (QueueSystem rival : rivals) {
                versions.put(rival.toString(), rival.version(Setup.of(redis.url(), THREADS, interpreters)));
            }
            return versions;
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Reads their names. */
    static final class ByName implements ITypeConverter<QueueSystem> {
        @Override
        public QueueSystem convert(String name) {
            return QueueSystem.rivals().stream()
                    .filter(rival -> rival.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + name + "' is none of "
                            + QueueSystem.rivals().stream()
                                    .map(QueueSystem::toString)
                                    .collect(Collectors.joining(", "))));
        }
    }
}
