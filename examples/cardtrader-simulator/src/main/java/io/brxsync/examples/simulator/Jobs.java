package io.brxsync.examples.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The bulk jobs of one account. A job is pending, then running with its first half applied, then completed.
 * Thread-safe.
 */
public final class Jobs {
    enum Kind {
        CREATE,
        UPDATE,
        DESTROY
    }

    private final Inventory inventory;
    private final ProductWriter writer;
    private final SimulatorOptions options;
    private final ScheduledExecutorService scheduler;
    // Guarded by this.
    private final Map<String, BulkJob> jobs = new LinkedHashMap<>();
    private int refuse;

    Jobs(Inventory inventory, ProductWriter writer, SimulatorOptions options, ScheduledExecutorService scheduler) {
        this.inventory = inventory;
        this.writer = writer;
        this.options = options;
        this.scheduler = scheduler;
    }

    /** Completes every job that is not, applying what is left of it. */
    public void completeAll() {
        open().forEach(job -> {
            job.step();
            job.step();
        });
    }

    /** Moves every unfinished job on by one state. */
    public void step() {
        open().forEach(BulkJob::step);
    }

    /** How many jobs are pending or running. */
    public int unfinished() {
        return open().size();
    }

    /** How many jobs have been submitted so far. */
    public synchronized int submitted() {
        return jobs.size();
    }

    /** The next jobs end as {@code unprocessable}, with nothing applied. */
    public synchronized void nextUnprocessable(int howMany) {
        refuse = howMany;
    }

    String submit(Kind kind, List<JsonNode> items) {
        BulkJob job;
        synchronized (this) {
            boolean refused = refuse > 0;
            refuse -= refused ? 1 : 0;
            job = new BulkJob(UUID.randomUUID().toString(), items, refused, item -> apply(kind, item));
            jobs.put(job.uuid(), job);
        }
        if (!options.jobTiming().manual()) {
            long pending = options.jobTiming().pending().toNanos();
            long running = options.jobTiming().running().toNanos();
            later(job, pending);
            later(job, pending + running);
        }
        return job.uuid();
    }

    ObjectNode status(String uuid) {
        BulkJob job;
        synchronized (this) {
            job = jobs.get(uuid);
        }
        if (job == null) {
            // An unknown job is no 404.
            ObjectNode node =
                    Json.object().putNull("uuid").put("state", "unknown").putNull("spawned_children");
            node.putObject("stats");
            node.putArray("results");
            return node;
        }
        return job.status(options.warningShape());
    }

    private void later(BulkJob job, long nanos) {
        try {
            scheduler.schedule(job::step, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The simulator is being closed; the job stays as it is, as if CardTrader had gone away.
            job.abandon();
        }
    }

    private WriteOutcome apply(Kind kind, JsonNode item) {
        long id = item.path("id").asLong(0);
        return switch (kind) {
            case CREATE -> writer.create(inventory, item);
            case UPDATE -> writer.update(inventory, id, item);
            case DESTROY -> writer.destroy(inventory, id);
        };
    }

    private synchronized List<BulkJob> open() {
        List<BulkJob> open = new ArrayList<>(jobs.values());
        open.removeIf(BulkJob::ended);
        return open;
    }
}
