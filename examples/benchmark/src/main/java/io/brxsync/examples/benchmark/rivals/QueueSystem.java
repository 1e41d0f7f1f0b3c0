package io.brxsync.examples.benchmark.rivals;

import io.brxsync.examples.benchmark.Versions;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jobrunr.server.BackgroundJobServer;
import org.jspecify.annotations.Nullable;

/** Ours and those that others use for such work, set up as they are in production. */
public enum QueueSystem {
    /** JVM, Redis. */
    BRX_SYNC(1, null),
    /** Python, Redis: processes, late acknowledgement, one task at a time for each, no results. */
    CELERY(20, new QueueProcess.Script("python3", "-c", "celery.py", "pip install 'celery[redis]'")),
    /** JavaScript, Redis. */
    BULLMQ(3, new QueueProcess.Script("node", "-e", "bullmq.js", "npm install bullmq ioredis (NODE_PATH says where)")),
    /** Ruby, Redis: a task is forgotten as it is handed out. */
    SIDEKIQ(
            3,
            new QueueProcess.Script(
                    "ruby", "-e", "sidekiq.rb", "apt-get install ruby-sidekiq, or gem install sidekiq -v '~> 6.4.0'")),
    /** JVM, PostgreSQL; its free edition keeps nothing in Redis any more. */
    JOBRUNR(20, null),
    /** JVM, PostgreSQL. */
    DB_SCHEDULER(10, null);

    private final int divisor;
    private final QueueProcess.@Nullable Script script;

    QueueSystem(int divisor, QueueProcess.@Nullable Script script) {
        this.divisor = divisor;
        this.script = script;
    }

    /** All but ours. */
    public static List<QueueSystem> rivals() {
        return Arrays.stream(values()).filter(system -> system != BRX_SYNC).toList();
    }

    /** It is given so many times fewer tasks to drain, as it is so much slower; rates are what counts. */
    public int divisor() {
        return divisor;
    }

    /** It is given so many times fewer tasks that stand in the way; Celery takes them one by one. */
    public int bulkDivisor() {
        return this == CELERY ? 3 : 1;
    }

    /** How often an idle worker looks for tasks; zero where it is told of them. */
    public Duration polling() {
        return switch (this) {
            case BRX_SYNC, CELERY, BULLMQ, SIDEKIQ -> Duration.ZERO;
            case JOBRUNR -> JobRunrProgram.POLLING;
            case DB_SCHEDULER -> DbSchedulerProgram.POLLING;
        };
    }

    /** Whether one task can be more urgent than others. */
    public boolean hasPriorities() {
        return switch (this) {
            case BRX_SYNC, CELERY, BULLMQ, SIDEKIQ, DB_SCHEDULER -> true;
            // Its paid edition has.
            case JOBRUNR -> false;
        };
    }

    /** Whether it can be said after which time the tasks of a dead worker come back. */
    public boolean hasLeases() {
        return switch (this) {
            case BRX_SYNC, CELERY, BULLMQ, DB_SCHEDULER -> true;
            // One never gives any back in its free edition, the other after four of its polls.
            case SIDEKIQ, JOBRUNR -> false;
        };
    }

    boolean isInPostgres() {
        return this == JOBRUNR || this == DB_SCHEDULER;
    }

    /** The program, unless it is on the JVM. */
    QueueProcess.@Nullable Script script() {
        return script;
    }

    /**
     * Which one is measured; a program is run once to tell.
     *
     * @throws IOException when a program is not there; the message says how to get it
     */
    String version(Setup setup) throws IOException {
        return switch (this) {
            case CELERY, BULLMQ, SIDEKIQ -> {
                try (Site site = new Site(this, setup);
                        QueueProcess process = site.start()) {
                    yield process.version();
                }
            }
            case JOBRUNR ->
                Objects.requireNonNullElse(
                        BackgroundJobServer.class.getPackage().getImplementationVersion(), "unknown");
            case DB_SCHEDULER -> Versions.of("com.github.kagkarlsson", "db-scheduler");
            case BRX_SYNC -> "as built here";
        };
    }

    /** As on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
