package io.brxsync.store;

import io.brxsync.BrxException;
import io.brxsync.port.Fence;
import io.brxsync.port.MirroredProduct;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.OutboundStore;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Changes in {@code outbound_changes}. Thread-safe. */
final class PostgresOutbound implements OutboundStore {
    /** So many blueprints are read one by one; more are cheaper in one export. */
    private static final int MOST_REREADS = 20;

    private final Database database;
    private final TaskCodec codec;
    private final Outbox outbox;
    private final BulkEdits bulk = new BulkEdits();

    PostgresOutbound(Database database, TaskCodec codec, Outbox outbox) {
        this.database = database;
        this.codec = codec;
        this.outbox = outbox;
    }

    @Override
    public TaskMessage ask(TaskMessage message, SyncTask task) {
        return database.inTransaction(handle -> ask(handle, message, task));
    }

    @Override
    public TaskMessage ask(Connection transaction, TaskMessage message, SyncTask task) {
        return database.inTransactionOf(transaction, handle -> ask(handle, message, task));
    }

    private TaskMessage ask(Handle handle, TaskMessage message, SyncTask task) {
        TaskMessage live = outbox.enlist(handle, List.of(message)).get(0);
        Acceptance.accept(handle, task, live.id());
        return live;
    }

    @Override
    public Asked ask(UUID user, long row, Function<MirroredProduct, SyncTask.PushProduct> edit) {
        return database.inTransaction(handle -> {
            MirroredProduct product = mirrored(handle, user, row)
                    .orElseThrow(() -> BrxException.of(
                            BrxException.Kind.REJECTED, "User " + user + " has no row " + row + " in the mirror"));
            SyncTask.PushProduct task = edit.apply(product);
            TaskMessage message = codec.encode(task, EnqueueOptions.DEFAULTS);
            return new Asked(message, ask(handle, message, task));
        });
    }

    private static Optional<MirroredProduct> mirrored(Handle handle, UUID user, long id) {
        return handle.createQuery(sql("mirrored"))
                .bind("row", id)
                .bind("user", user)
                .map((row, context) -> new MirroredProduct(
                        row.getString("external_stock_id"),
                        row.getInt("quantity"),
                        row.getInt("price_cents"),
                        row.getString("description"),
                        row.getString("user_data_field"),
                        row.getObject("graded", Boolean.class),
                        row.getString("properties")))
                .findOne();
    }

    @Override
    public OutboundChange begin(SyncTask task, Fence fence) {
        return database.inTransaction(handle -> {
            Fences.check(handle, fence);
            return task instanceof SyncTask.DeleteProduct deletion
                    ? Acceptance.deleteEvenUnknown(handle, deletion, fence.operationId())
                    : Acceptance.accept(handle, task, fence.operationId());
        });
    }

    @Override
    public Optional<OutboundChange> find(long id) {
        return database.inTransaction(handle -> handle.createQuery(sql("find"))
                .bind("id", id)
                .map((row, context) -> OutboundRows.change(row))
                .findOne());
    }

    @Override
    public List<OutboundChange> find(List<Long> ids) {
        return database.inTransaction(handle -> bulk.find(handle, ids));
    }

    @Override
    public Optional<OutboundChange> find(UUID user, OutboundChange.Kind kind, String reference) {
        return database.inTransaction(handle -> OutboundRows.lock(handle, user, kind, reference));
    }

    @Override
    public void sending(long id, Fence fence) {
        database.inTransaction(handle -> {
            Fences.check(handle, fence);
            return handle.createUpdate(sql("sending")).bind("id", id).execute();
        });
    }

    @Override
    public Optional<Belief> sendingAlone(long id, Fence fence) {
        return database.inTransaction(handle -> {
            Fences.check(handle, fence);
            OutboundChange.Subject subject = OutboundRows.lock(handle, id).subject();
            // Whoever sends a quantity of this product has to hold its row, so that two do not look past each other.
            StockRows.lock(handle, subject.user(), String.valueOf(subject.externalStockId()));
            if (bulk.quantityBeingSent(handle, subject, id)) {
                return Optional.empty();
            }
            handle.createUpdate(sql("sending")).bind("id", id).execute();
            return Optional.of(belief(handle, id));
        });
    }

    @Override
    public Belief belief(long id) {
        return database.inTransaction(handle -> belief(handle, id));
    }

    private static Belief belief(Handle handle, long id) {
        OutboundChange change = OutboundRows.lock(handle, id);
        OutboundChange.Subject subject = change.subject();
        int mirrored = StockRows.lock(handle, subject.user(), String.valueOf(subject.externalStockId()))
                .map(StockRows.Row::quantity)
                .orElse(0);
        return handle.createQuery(sql("open_effect"))
                .bind("id", id)
                .bind("user", subject.user())
                .bind("product", subject.externalStockId())
                .map((row, context) -> {
                    int after = mirrored - row.getInt("pending");
                    int before = after - change.change().path("applied").asInt(0);
                    return new Belief(
                            Math.max(0, before),
                            Math.max(0, after),
                            row.getBoolean("disturbed"),
                            row.getBoolean("unclear"),
                            Duration.ofMillis(row.getLong("since_sent")));
                })
                .one();
    }

    @Override
    public void unsent(long id, String reason, Fence fence) {
        database.inTransaction(handle -> {
            Fences.check(handle, fence);
            return handle.createUpdate(sql("unsent"))
                    .bind("id", id)
                    .bind("reason", PgText.clean(reason))
                    .execute();
        });
    }

    @Override
    public List<Sendable> sendingEdits(List<Long> ids, Fence fence) {
        return database.inTransaction(handle -> {
            Fences.check(handle, fence);
            return bulk.sending(handle, ids);
        });
    }

    @Override
    public void note(long id, String note, Fence fence) {
        database.inTransaction(handle -> {
            Fences.check(handle, fence);
            ObjectNode change =
                    (ObjectNode) OutboundRows.lock(handle, id).change().deepCopy();
            OutboundRows.replaceChange(handle, id, change.put("note", note));
            return id;
        });
    }

    @Override
    public void unsent(List<Long> ids, String reason) {
        database.inTransaction(handle -> bulk.unsent(handle, ids, reason));
    }

    @Override
    public List<TaskMessage> submitted(
            UUID user, UUID job, Map<Long, Integer> positions, Duration untilLook, Fence fence) {
        return database.inTransaction(handle -> {
            Fences.check(handle, fence);
            bulk.submitted(handle, job, positions);
            EnqueueOptions later = EnqueueOptions.DEFAULTS.after(untilLook);
            return outbox.enlist(handle, List.of(codec.encode(new SyncTask.TrackJob(user, job), later)));
        });
    }

    @Override
    public boolean jobUnderWay(UUID user) {
        return database.inTransaction(handle -> bulk.jobUnderWay(handle, user));
    }

    @Override
    public List<OutboundChange> waitingEdits(UUID user, int limit) {
        return database.inTransaction(handle -> bulk.waiting(handle, user, limit));
    }

    @Override
    public List<OutboundChange> editsInDoubt(UUID user) {
        return database.inTransaction(handle -> bulk.inDoubt(handle, user));
    }

    @Override
    public List<OutboundChange> ofJob(UUID user, UUID job) {
        return database.inTransaction(handle -> bulk.ofJob(handle, user, job));
    }

    @Override
    public List<OutboundChange> toCompare(UUID user) {
        return database.inTransaction(handle -> bulk.toCompare(handle, user));
    }

    @Override
    public void toCompare(List<Long> ids, Fence fence) {
        database.inTransaction(handle -> {
            Fences.check(handle, fence);
            return bulk.markToCompare(handle, ids);
        });
    }

    @Override
    public boolean sweptLately(UUID user) {
        return database.inTransaction(handle -> bulk.sweptLately(handle, user));
    }

    @Override
    public boolean quantityEditsWait(UUID user) {
        return database.inTransaction(handle -> bulk.quantityEditsWait(handle, user));
    }

    @Override
    public List<TaskMessage> correct(long id, int delta, Fence fence) {
        return database.inTransaction(handle -> {
            Fences.check(handle, fence);
            OutboundChange edit = OutboundRows.lock(handle, id);
            String key = "edit:" + id;
            OutboundChange.Subject subject = edit.subject();
            SyncTask.AdjustStock task =
                    new SyncTask.AdjustStock(subject.user(), String.valueOf(subject.externalStockId()), delta, key);
            TaskMessage message = codec.encode(task, EnqueueOptions.DEFAULTS);
            Optional<Long> correction =
                    OutboundRows.insert(handle, OutboundChange.Kind.ADJUST, key, subject, message.id());
            if (correction.isEmpty()) {
                return List.<TaskMessage>of();
            }
            OutboundRows.replaceChange(
                    handle,
                    correction.get(),
                    OutboundRows.JSON.createObjectNode().put("delta", delta).put("applied", delta));
            return outbox.enlist(handle, List.of(message));
        });
    }

    @Override
    public void sendingTogether(List<Long> ids, Fence fence) {
        database.inTransaction(handle -> {
            Fences.check(handle, fence);
            return Creations.sendingTogether(handle, ids);
        });
    }

    @Override
    public void lost(List<Long> ids, String reason, Fence fence) {
        database.inTransaction(handle -> {
            Fences.check(handle, fence);
            return Creations.lost(handle, ids, reason);
        });
    }

    @Override
    public List<TaskMessage> created(List<Creation> creations, Fence fence) {
        return database.inTransaction(handle -> {
            Fences.check(handle, fence);
            return settle(handle, Creations.mirror(handle, creations));
        });
    }

    @Override
    public Map<Long, Integer> believed(UUID user, int blueprintId, Instant since) {
        return database.inTransaction(handle -> Creations.believed(handle, user, blueprintId, since));
    }

    @Override
    public List<TaskMessage> settle(List<Settlement> settlements, @Nullable Fence fence) {
        return database.inTransaction(handle -> {
            Fences.check(handle, fence);
            return settle(handle, settlements);
        });
    }

    private List<TaskMessage> settle(Handle handle, List<Settlement> settlements) {
        // In one order everywhere, so that two batches cannot deadlock.
        List<Settlement> sorted = settlements.stream()
                .sorted(Comparator.comparing(Settlement::id))
                .toList();
        Map<UUID, Set<Integer>> reread = new TreeMap<>();
        for (Settlement settlement : sorted) {
            OutboundChange.Subject subject = settle(handle, settlement);
            boolean skipped = skippedByAnExport(handle, subject);
            if (settlement.reread() || skipped) {
                reread.computeIfAbsent(subject.user(), user -> new TreeSet<>()).add(subject.blueprintId());
            }
        }
        return rereads(handle, reread);
    }

    private static OutboundChange.Subject settle(Handle handle, Settlement settlement) {
        return handle.createQuery(sql("settle"))
                .bind("id", settlement.id())
                .bind("state", settlement.state().wireName())
                .bind("result", PgText.clean(settlement.result()))
                .map((row, context) -> OutboundRows.change(row).subject())
                .one();
    }

    /** Touches the product's row: an export that is under way must not overwrite it with what was before the change. */
    private static boolean skippedByAnExport(Handle handle, OutboundChange.Subject subject) {
        String product = subject.externalStockId();
        if (product == null) {
            return false;
        }
        boolean skipped = StockRows.lock(handle, subject.user(), product)
                .filter(row -> row.read() != null)
                .isPresent();
        StockRows.touch(handle, subject.user(), product);
        return skipped;
    }

    private List<TaskMessage> rereads(Handle handle, Map<UUID, Set<Integer>> blueprints) {
        List<SyncTask> tasks = new ArrayList<>();
        blueprints.forEach((user, some) -> tasks.add(
                some.size() > MOST_REREADS || some.contains(Acceptance.UNKNOWN_BLUEPRINT)
                        ? new SyncTask.PeriodicSync(user)
                        : new SyncTask.RefreshProducts(user, List.copyOf(some))));
        return tasks.isEmpty() ? List.of() : enlist(handle, tasks);
    }

    private List<TaskMessage> enlist(Handle handle, List<SyncTask> tasks) {
        return outbox.enlist(
                handle,
                tasks.stream()
                        .map(task -> codec.encode(task, EnqueueOptions.DEFAULTS))
                        .toList());
    }

    @Override
    public List<OutboundChange> latest(UUID user, List<State> states, int limit) {
        return database.inTransaction(handle -> handle.createQuery(sql("latest"))
                .bind("user", user)
                .bind("states", states.stream().map(State::wireName).toArray(String[]::new))
                .bind("limit", limit)
                .map((row, context) -> OutboundRows.change(row))
                .list());
    }

    @Override
    public List<TaskMessage> reviewGivenUp() {
        List<Settlement> abandoned = database.inTransaction(handle -> handle.createQuery(sql("given_up"))
                .map((row, context) -> new Settlement(
                        row.getLong("id"), State.REVIEW, "its task was given up: " + row.getString("reason"), true))
                .list());
        return abandoned.isEmpty() ? List.of() : settle(abandoned, null);
    }

    @Override
    public List<TaskMessage> followStranded() {
        return database.inTransaction(handle -> {
            List<SyncTask> trackers = handle.createQuery(sql("stranded")).mapTo(UUID.class).stream()
                    .<SyncTask>map(user -> new SyncTask.TrackJob(user, UUID.randomUUID()))
                    .toList();
            return trackers.isEmpty() ? List.of() : enlist(handle, trackers);
        });
    }

    @Override
    public long purgeSettledBefore(Instant time) {
        return database.inChunks(handle -> (long) handle.createUpdate(sql("purge"))
                .bind("before", time.atOffset(ZoneOffset.UTC))
                .execute());
    }

    @Override
    public long count(UUID user, State state) {
        return database.inTransaction(handle -> handle.createQuery(sql("count"))
                .bind("user", user)
                .bind("state", state.wireName())
                .mapTo(Long.class)
                .one());
    }

    private static String sql(String name) {
        return Sql.of(PostgresOutbound.class, name);
    }
}
