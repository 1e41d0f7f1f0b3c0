package io.brxsync.examples.benchmark.queue;

import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

import java.time.Duration;
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

/** JobRunr with its own defaults, but for the number of its workers. */
final class JobRunrRival extends PostgresRival {
    /** A task; JobRunr reads and calls public types only. */
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

    /** The shortest that it takes for a database. */
    private static final Duration POLLING = Duration.ofSeconds(5);

    private final JsonMapper mapper = new Jackson3JsonMapper();
    private final StorageProvider storage;
    private final JobRequestScheduler scheduler;
    private @Nullable BackgroundJobServer server;
    private long next;

    JobRunrRival(int threads, boolean careful) {
        super(threads, careful);
        this.storage = SqlStorageProviderFactory.using(database);
        storage.setJobMapper(new JobMapper(mapper));
        this.scheduler = new JobRequestScheduler(storage);
    }

    @Override
    public void enqueueEach(int tasks) {
        for (int i = 0; i < tasks; i++) {
            scheduler.enqueue(new NoOp(Payload.of(next++)));
        }
    }

    @Override
    public void enqueueTogether(int tasks) {
        scheduler.enqueue(IntStream.range(0, tasks).mapToObj(i -> new NoOp(Payload.of(next++))));
    }

    @Override
    void startWorker() {
        JobActivator activator = new JobActivator() {
            @Override
            public <T> T activateJob(Class<T> type) {
                return type.cast(new NoOpHandler(JobRunrRival.this::handled));
            }
        };
        server = new BackgroundJobServer(
                storage,
                mapper,
                activator,
                usingStandardBackgroundJobServerConfiguration()
                        .andPollInterval(POLLING)
                        .andWorkerCount(threads));
        server.start();
    }

    @Override
    boolean holdsAny() {
        return storage.countJobs(StateName.ENQUEUED) + storage.countJobs(StateName.PROCESSING) > 0;
    }

    @Override
    public void rest() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }
}
