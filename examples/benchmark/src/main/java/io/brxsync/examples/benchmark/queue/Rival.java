package io.brxsync.examples.benchmark.queue;

import io.brxsync.examples.benchmark.Versions;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jobrunr.server.BackgroundJobServer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Queues that others use for such work, set up as they are in production. */
enum Rival {
    /** Python, Redis: processes, late acknowledgement, one task at a time for each, no results. */
    CELERY(20, new ProgramRival.Program("python3", "-c", "celery.py", "pip install 'celery[redis]'")),
    /** JavaScript, Redis. */
    BULLMQ(3, new ProgramRival.Program("node", "-e", "bullmq.js", "npm install bullmq ioredis (NODE_PATH says where)")),
    /** Ruby, Redis: a task is forgotten as it is handed out. */
    SIDEKIQ(
            3,
            new ProgramRival.Program(
                    "ruby", "-e", "sidekiq.rb", "apt-get install ruby-sidekiq, or gem install sidekiq -v '~> 6.4.0'")),
    /** JVM, PostgreSQL; its free edition keeps nothing in Redis any more. */
    JOBRUNR(20, null),
    /** JVM, PostgreSQL. */
    DB_SCHEDULER(10, null);

    private final int divisor;
    private final ProgramRival.@Nullable Program program;

    Rival(int divisor, ProgramRival.@Nullable Program program) {
        this.divisor = divisor;
        this.program = program;
    }

    /** It is given so many times fewer tasks, as it is so much slower; rates are what counts. */
    int divisor() {
        return divisor;
    }

    /**
     * How a trial starts it.
     *
     * @param redisUrl where it keeps its tasks, unless it does in a PostgreSQL of its own
     * @param threads of its worker, or processes
     * @param careful whether a PostgreSQL writes to disk what happened, or nothing at all
     * @param interpreters what runs a program, where it is not the one on the path
     */
    record Setting(String redisUrl, int threads, boolean careful, Map<String, String> interpreters) {}

    /** Starts it. */
    Contestant at(Setting setting) throws Exception {
        return switch (this) {
            case CELERY, BULLMQ, SIDEKIQ -> start(setting);
            case JOBRUNR -> new JobRunrRival(setting.threads(), setting.careful());
            case DB_SCHEDULER -> new DbSchedulerRival(setting.threads(), setting.careful());
        };
    }

    /**
     * Which one is measured; a program is run once to tell.
     *
     * @throws IOException when a program is not there; the message says how to get it
     */
    String version(Setting setting) throws IOException {
        return switch (this) {
            case CELERY, BULLMQ, SIDEKIQ -> {
                try (ProgramRival started = start(setting)) {
                    yield started.version();
                }
            }
            case JOBRUNR ->
                Objects.requireNonNullElse(
                        BackgroundJobServer.class.getPackage().getImplementationVersion(), "unknown");
            case DB_SCHEDULER -> Versions.of("com.github.kagkarlsson", "db-scheduler");
        };
    }

    private ProgramRival start(Setting setting) throws IOException {
        return new ProgramRival(Objects.requireNonNull(program), setting);
    }

    /** As on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads their names. */
    static final class ByName implements ITypeConverter<Rival> {
        @Override
        public Rival convert(String name) {
            return Arrays.stream(values())
                    .filter(rival -> rival.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + name + "' is none of "
                            + Arrays.stream(values()).map(Rival::toString).collect(Collectors.joining(", "))));
        }
    }
}
