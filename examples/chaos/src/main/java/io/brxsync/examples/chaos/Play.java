package io.brxsync.examples.chaos;

import io.brxsync.BrxException;
import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.port.Operation;
import io.brxsync.queue.Enqueued;
import io.brxsync.queue.QueueStats;
import io.brxsync.task.TaskMessage;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Plays one plan against real processes. For one thread. */
final class Play implements AutoCloseable {
    private static final Duration TO_COME_TO_REST = Duration.ofSeconds(90);

    private final Plan plan;
    private final PrintStream out;
    private final Path directory;
    private final Servers servers;
    private final Ledger ledger;
    private final BrxSync brx;
    private final Crew crew;
    private final ScheduledExecutorService faults = Executors.newScheduledThreadPool(4);
    private final Map<String, Accepted> accepted = new LinkedHashMap<>();
    private final Map<String, Accepted> inDoubt = new LinkedHashMap<>();
    private long begin;

    /** A job that the queue took. */
    record Accepted(Plan.Order order, Enqueued.Outcome outcome, long returnedAt) {}

    Play(Plan plan, int workers, Path directory, PrintStream out) throws SQLException {
        this.plan = plan;
        this.out = out;
        this.directory = directory;
        this.servers = Servers.start();
        this.ledger = new Ledger(servers.rig().jdbcUrl());
        this.brx = BrxSync.builder(BrxConfig.from(servers.rig().environment()))
                .know(Job.TYPE)
                .build();
        brx.store().migrate();
        ledger.create();
        this.crew = new Crew(directory, servers.rig(), workers);
    }

    /** Plays it to its end and judges it. */
    Verdict run() throws InterruptedException, SQLException {
        begin = System.nanoTime();
        faults.scheduleWithFixedDelay(crew::replaceTheDead, 100, 100, TimeUnit.MILLISECONDS);
        plan.faults().forEach(fault -> at(fault.atMillis(), () -> strike(fault)));
        int next = 0;
        while (next < plan.load().size()) {
            int from = next;
            pause(plan.load().get(from).atMillis() - elapsed());
            long now = elapsed();
            while (next < plan.load().size() && plan.load().get(next).atMillis() <= now) {
                next++;
            }
            enqueue(plan.load().subList(from, next));
        }
        boolean rested = comeToRest();
        faults.shutdownNow();
        faults.awaitTermination(10, TimeUnit.SECONDS);
        crew.close();
        return Verdict.of(new Verdict.Evidence(
                accepted,
                History.readAll(directory),
                ledger,
                brx,
                servers,
                crew.started(),
                crew.diedByThemselves(),
                rested));
    }

    private void enqueue(List<Plan.Order> orders) {
        List<TaskMessage> messages = orders.stream()
                .map(order -> brx.codec().encode(order.job(), order.options()))
                .toList();
        try {
            List<Enqueued> answers = brx.enqueueAll(messages);
            for (int i = 0; i < answers.size(); i++) {
                String id = messages.get(i).id();
                Enqueued.Outcome outcome = answers.get(i).outcome();
                if (answers.get(i).taskId().equals(id) && outcome != Enqueued.Outcome.DUPLICATE) {
                    accepted.put(id, new Accepted(orders.get(i), outcome, System.currentTimeMillis()));
                }
            }
        } catch (BrxException e) {
            // The database was away. Either all of them are in the outbox or none is; the caller cannot know.
            out.printf("%7d ms  %d tasks in doubt: %s%n", elapsed(), messages.size(), e.getMessage());
            for (int i = 0; i < messages.size(); i++) {
                inDoubt.put(
                        messages.get(i).id(),
                        new Accepted(orders.get(i), Enqueued.Outcome.DEFERRED, System.currentTimeMillis()));
            }
        }
    }

    /** What was in doubt has to be done if it was written, and only then. */
    private void clearDoubts() {
        inDoubt.forEach((id, task) -> {
            if (brx.operation(id).isPresent()) {
                accepted.put(id, task);
            }
        });
        inDoubt.clear();
    }

    private void strike(Plan.Fault fault) {
        out.printf(
                "%7d ms  %s%s%n", elapsed(), fault.kind(), fault.millis() > 0 ? " for " + fault.millis() + " ms" : "");
        try {
            switch (fault.kind()) {
                case KILL_WORKER -> crew.worker(fault.target()).kill();
                case PAUSE_WORKER -> {
                    WorkerProcess worker = crew.worker(fault.target());
                    worker.signal("STOP");
                    at(elapsed() + fault.millis(), () -> worker.signal("CONT"));
                }
                case PAUSE_QUEUE -> {
                    String queue = ChaosWorker.QUEUES.get(fault.target() % ChaosWorker.QUEUES.size());
                    brx.queues().pause(queue);
                    at(elapsed() + fault.millis(), () -> brx.queues().resume(queue));
                }
                case HOLD_USER -> {
                    brx.queues().hold(Plan.user(fault.target()));
                    at(elapsed() + fault.millis(), () -> brx.queues().release(Plan.user(fault.target())));
                }
                case FREEZE_REDIS -> {
                    servers.suffer(fault);
                    at(elapsed() + fault.millis(), servers::recover);
                }
                case RESTART_REDIS, KILL_REDIS, DROP_CONNECTIONS, FLUSH_REDIS, KILL_POSTGRES -> servers.suffer(fault);
            }
        } catch (RuntimeException e) {
            out.printf("%7d ms  %s did not work: %s%n", elapsed(), fault.kind(), e.getMessage());
        }
    }

    /** Waits until nothing is waiting or running any more; ends what operators began. */
    private boolean comeToRest() throws InterruptedException {
        out.printf("%7d ms  the load ends, everything has to come to rest%n", elapsed());
        long end = elapsed() + TO_COME_TO_REST.toMillis();
        while (elapsed() < end) {
            pause(200);
            try {
                clearDoubts();
                ChaosWorker.QUEUES.forEach(queue -> brx.queues().resume(queue));
                plan.faults().stream()
                        .filter(fault -> fault.kind() == Plan.Kind.HOLD_USER)
                        .forEach(fault -> brx.queues().release(Plan.user(fault.target())));
                boolean empty = brx.queues().stats().stream().allMatch(Play::isEmpty);
                if (empty && accepted.keySet().stream().allMatch(this::hasEnded)) {
                    return true;
                }
            } catch (BrxException stillAway) {
                out.printf("%7d ms  %s%n", elapsed(), stillAway.getMessage());
            }
        }
        return false;
    }

    private static boolean isEmpty(QueueStats stats) {
        return stats.ready() + stats.scheduled() + stats.claimed() == 0;
    }

    private boolean hasEnded(String id) {
        return brx.operation(id)
                .map(Operation::status)
                .filter(Operation.Status::ended)
                .isPresent();
    }

    private void at(long millis, Runnable action) {
        faults.schedule(action, Math.max(0, millis - elapsed()), TimeUnit.MILLISECONDS);
    }

    private long elapsed() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    private static void pause(long millis) throws InterruptedException {
        if (millis > 0) {
            new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        faults.shutdownNow();
        crew.close();
        brx.close();
        servers.close();
    }
}
