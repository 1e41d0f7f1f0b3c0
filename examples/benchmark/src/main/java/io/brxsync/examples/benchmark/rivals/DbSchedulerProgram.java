package io.brxsync.examples.benchmark.rivals;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.Priority;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
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
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** db-scheduler, polling as its authors advise for much work: a statement locks and fetches several tasks per thread. */
final class DbSchedulerProgram extends PostgresProgram {
    /** How often an idle worker looks. */
    static final Duration POLLING = Duration.ofMillis(100);

    private static final double FETCH_BELOW = 1.0;
    private static final double FETCH_UP_TO = 4.0;
    /** The fewest it takes. */
    private static final int MISSED_HEARTBEATS = 4;

    /** What is measured. */
    private record Urgent(int number, int millis) implements Serializable {}

    /** What stands in the way. */
    private record Bulk(int micros, String text) implements Serializable {}

    private final OneTimeTask<String> noOp =
            Tasks.oneTime("no-op", String.class).execute((instance, context) -> handled());
    private final OneTimeTask<Urgent> urgent = Tasks.oneTime("urgent", Urgent.class)
            .defaultPriority(Priority.HIGH)
            .execute((instance, context) ->
                    urgent(instance.getData().number(), instance.getData().millis()));
    private final OneTimeTask<Bulk> bulk = Tasks.oneTime("bulk", Bulk.class)
            .defaultPriority(Priority.LOW)
            .execute((instance, context) -> bulk(instance.getData().micros()));
    private final SchedulerClient client;
    private final InstantSource clock = InstantSource.system();
    private @Nullable Scheduler scheduler;
    private long next;

    DbSchedulerProgram(Terms terms) throws SQLException, IOException {
        super(terms);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                InputStream sql = Objects.requireNonNull(getClass().getResourceAsStream("db-scheduler.sql"))) {
            statement.execute(new String(sql.readAllBytes(), StandardCharsets.UTF_8));
        }
        this.client = SchedulerClient.Builder.create(database, noOp, urgent, bulk)
                .enablePriority()
                .build();
    }

    @Override
    void enqueueEach(int tasks) {
        for (int i = 0; i < tasks; i++) {
            client.scheduleIfNotExists(noOp(next++), clock.instant());
        }
    }

    @Override
    void enqueueTogether(int tasks) {
        enqueue(tasks, this::noOp);
    }

    @Override
    void enqueueBulk(int tasks, int micros) {
        enqueue(tasks, number -> bulk.instance(Long.toString(number), new Bulk(micros, Payload.TEXT)));
    }

    private void enqueue(int tasks, LongFunction<TaskInstance<?>> task) {
        for (int done = 0; done < tasks; done += TOGETHER) {
            List<TaskInstance<?>> some = new ArrayList<>();
            for (int i = done; i < Math.min(tasks, done + TOGETHER); i++) {
                some.add(task.apply(next++));
            }
            client.scheduleBatch(some, clock.instant());
        }
    }

    private TaskInstance<String> noOp(long number) {
        return noOp.instance(Long.toString(number), Payload.of(number));
    }

    @Override
    void enqueueUrgent(int number, int millis) {
        client.scheduleIfNotExists(
                urgent.instance(Integer.toString(number), new Urgent(number, millis)), clock.instant());
    }

    @Override
    void startWorker(boolean ranking) {
        SchedulerBuilder builder = Scheduler.create(database, noOp, urgent, bulk)
                .threads(terms.threads())
                .pollingInterval(POLLING)
                .pollUsingLockAndFetch(FETCH_BELOW, FETCH_UP_TO);
        if (ranking) {
            builder.enablePriority();
        }
        if (!terms.lease().isZero()) {
            builder.heartbeatInterval(terms.lease().dividedBy(MISSED_HEARTBEATS))
                    .missedHeartbeatsLimit(MISSED_HEARTBEATS);
        }
        scheduler = builder.build();
        scheduler.start();
    }

    @Override
    long held() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM scheduled_tasks")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    void rest() {
        if (scheduler != null) {
            scheduler.stop();
            scheduler = null;
        }
    }
}
