package io.brxsync.examples.benchmark.queue;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** db-scheduler, polling as its authors advise for much work: a statement locks and fetches several tasks per thread. */
final class DbSchedulerRival extends PostgresRival {
    private static final Duration POLLING = Duration.ofMillis(100);
    private static final double FETCH_BELOW = 1.0;
    private static final double FETCH_UP_TO = 4.0;

    private final OneTimeTask<String> noOp =
            Tasks.oneTime("no-op", String.class).execute((instance, context) -> handled());
    private final SchedulerClient client;
    private final InstantSource clock = InstantSource.system();
    private @Nullable Scheduler scheduler;
    private long next;

    DbSchedulerRival(int threads, boolean careful) throws SQLException, IOException {
        super(threads, careful);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                InputStream sql = Objects.requireNonNull(getClass().getResourceAsStream("db-scheduler.sql"))) {
            statement.execute(new String(sql.readAllBytes(), StandardCharsets.UTF_8));
        }
        this.client = SchedulerClient.Builder.create(database, noOp).build();
    }

    @Override
    public void enqueueEach(int tasks) {
        for (int i = 0; i < tasks; i++) {
            client.scheduleIfNotExists(task(), clock.instant());
        }
    }

    @Override
    public void enqueueTogether(int tasks) {
        for (int done = 0; done < tasks; done += TOGETHER) {
            List<TaskInstance<?>> some = new ArrayList<>();
            for (int i = done; i < Math.min(tasks, done + TOGETHER); i++) {
                some.add(task());
            }
            client.scheduleBatch(some, clock.instant());
        }
    }

    private TaskInstance<String> task() {
        long number = next++;
        return noOp.instance(Long.toString(number), Payload.of(number));
    }

    @Override
    void startWorker() {
        scheduler = Scheduler.create(database, noOp)
                .threads(threads)
                .pollingInterval(POLLING)
                .pollUsingLockAndFetch(FETCH_BELOW, FETCH_UP_TO)
                .build();
        scheduler.start();
    }

    @Override
    boolean holdsAny() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT 1 FROM scheduled_tasks)")) {
            return row.next() && row.getBoolean(1);
        }
    }

    @Override
    public void rest() {
        if (scheduler != null) {
            scheduler.stop();
            scheduler = null;
        }
    }
}
