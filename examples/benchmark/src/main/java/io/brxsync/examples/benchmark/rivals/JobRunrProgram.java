package io.brxsync.examples.benchmark.rivals;

import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;
import org.jspecify.annotations.Nullable;

/** JobRunr with its own defaults, but for the number of its workers and how often they look. */
final class JobRunrProgram extends PostgresProgram {
    /** How often an idle worker looks: the shortest that it takes for a database. */
    static final Duration POLLING = Duration.ofSeconds(5);

    /** What is not done yet; a failed one is tried again later. */
    private static final List<StateName> OPEN =
            List.of(StateName.ENQUEUED, StateName.PROCESSING, StateName.SCHEDULED, StateName.FAILED);

    /** A task that does nothing; JobRunr reads and calls public types only. */
    public record NoOp(String text) implements JobRequest {
        @Override
        public Class<NoOpHandler> getJobRequestHandler() {
            return NoOpHandler.class;
        }
    }

    /** Its handler. */
    public record NoOpHandler(Runnable handled) implements JobRequestHandler<NoOp> {
        @Override
        public void run(NoOp task) {
            handled.run();
        }
    }

    /** What is measured. */
    public record Urgent(int number, int millis) implements JobRequest {
        @Override
        public Class<UrgentHandler> getJobRequestHandler() {
            return UrgentHandler.class;
        }
    }

    /** Its handler. */
    public record UrgentHandler() implements JobRequestHandler<Urgent> {
        @Override
        public void run(Urgent task) {
            urgent(task.number(), task.millis());
        }
    }

    private final Map<Class<?>, Object> handlers = Map.of(
            NoOpHandler.class, new NoOpHandler(this::handled),
            UrgentHandler.class, new UrgentHandler());
    private final JsonMapper mapper = new Jackson3JsonMapper();
    private final StorageProvider storage;
    private final JobRequestScheduler scheduler;
    private @Nullable BackgroundJobServer server;
    private long next;

    JobRunrProgram(Terms terms) {
        super(terms);
        this.storage = SqlStorageProviderFactory.using(database);
        storage.setJobMapper(new JobMapper(mapper));
        this.scheduler = new JobRequestScheduler(storage);
    }

    @Override
    void enqueueEach(int tasks) {
        for (int i = 0; i < tasks; i++) {
            scheduler.enqueue(new NoOp(Payload.of(next++)));
        }
    }

    @Override
    void enqueueTogether(int tasks) {
        scheduler.enqueue(IntStream.range(0, tasks).mapToObj(i -> new NoOp(Payload.of(next++))));
    }

    @Override
    void enqueueBulk(int tasks, int micros) {
        throw new UnsupportedOperationException("Nothing can be more urgent than another task");
    }

    @Override
    void enqueueUrgent(int number, int millis) {
        scheduler.enqueue(new Urgent(number, millis));
    }

    @Override
    void startWorker(boolean ranking) {
        JobActivator activator = new JobActivator() {
            @Override
            public <T> T activateJob(Class<T> type) {
                return type.cast(Objects.requireNonNull(handlers.get(type)));
            }
        };
        server = new BackgroundJobServer(
                storage,
                mapper,
                activator,
                usingStandardBackgroundJobServerConfiguration()
                        .andPollInterval(POLLING)
                        .andWorkerCount(terms.threads()));
        server.start();
    }

    @Override
    long held() {
        return OPEN.stream().mapToLong(storage::countJobs).sum();
    }

    @Override
    void rest() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }
}
