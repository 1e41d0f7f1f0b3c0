package io.brxsync.store;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.port.Fence;
import io.brxsync.port.Operation;
import io.brxsync.port.OperationStore;
import io.brxsync.port.SyncProgress;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskMessageJson;
import io.brxsync.task.TaskPolicy.Uniqueness;
import java.sql.Connection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Operations in {@code sync_operations}. A row whose {@code task} is null is a record only: it was written by the Python
 * service or for a task that has no place in the outbox. Thread-safe.
 */
final class PostgresOperations implements OperationStore {
    private final Database database;
    private final Outbox outbox;

    PostgresOperations(Database database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    @Override
    public List<TaskMessage> enlist(List<TaskMessage> messages) {
        if (messages.isEmpty()) {
            return List.of();
        }
        return database.inTransaction(handle -> outbox.enlist(handle, messages));
    }

    @Override
    public List<TaskMessage> enlist(Connection transaction, List<TaskMessage> messages) {
        return database.inTransactionOf(
                transaction, handle -> messages.isEmpty() ? List.of() : outbox.enlist(handle, messages));
    }

    @Override
    public Optional<TaskMessage> started(Fence fence, TaskMessage message) {
        Begun begun = database.inTransaction(handle -> handle.createQuery(sql("started"))
                .bind("id", fence.operationId())
                .bind("user", message.user())
                .bind("type", message.type())
                .bind("createdAt", message.options().enqueuedAt().atOffset(ZoneOffset.UTC))
                .bind("token", fence.token())
                .bind("releasesKey", message.options().uniqueness() == Uniqueness.MERGE_UNTIL_STARTED)
                .map((row, context) -> new Begun(row.getString("status"), row.getString("task")))
                .findOne()
                .orElseThrow(() -> leaseLost(fence)));
        if (begun.status().equals("completed")) {
            return Optional.empty();
        }
        return Optional.of(
                begun.task() == null
                        ? message
                        : message.withPayload(TaskMessageJson.read(begun.task()).payload()));
    }

    private record Begun(String status, @Nullable String task) {}

    @Override
    public void progress(Fence fence, SyncProgress progress) {
        if (database.inTransaction(handle -> progress(handle, fence, progress)) == 0) {
            throw leaseLost(fence);
        }
    }

    /** The same inside a transaction: how many rows there were, 0 or 1. */
    static int progress(Handle handle, Fence fence, SyncProgress progress) {
        return handle.createUpdate(sql("progress"))
                .bind("id", fence.operationId())
                .bind("token", fence.token())
                .bind("metadata", OperationMetadata.of(progress))
                .execute();
    }

    private static BrxException leaseLost(Fence fence) {
        return BrxException.of(
                Kind.LEASE_LOST, "A later claim of operation " + fence.operationId() + " began, or it is gone");
    }

    @Override
    public void ended(Collection<End> ends) {
        if (ends.isEmpty()) {
            return;
        }
        // One end per operation, in one order everywhere, so that two workers' batches cannot deadlock.
        Map<String, End> last = new TreeMap<>();
        ends.forEach(end -> {
            if (!end.status().ended()) {
                throw new IllegalArgumentException(end.status() + " is no end");
            }
            last.merge(
                    end.fence().operationId(),
                    end,
                    (one, other) -> one.fence().token() > other.fence().token() ? one : other);
        });
        List<End> rows = List.copyOf(last.values());
        database.inTransaction(
                Plans.KEPT,
                handle -> handle.createUpdate(sql("ended"))
                        .bind(
                                "ids",
                                rows.stream()
                                        .map(end -> end.fence().operationId())
                                        .toArray(String[]::new))
                        .bind(
                                "tokens",
                                rows.stream().map(end -> end.fence().token()).toArray(Long[]::new))
                        .bind(
                                "statuses",
                                rows.stream().map(PostgresOperations::status).toArray(String[]::new))
                        .bind(
                                "reasons",
                                rows.stream()
                                        .map(end -> PgText.clean(end.reason()))
                                        .toArray(String[]::new))
                        .execute());
    }

    private static String status(End end) {
        return OperationMetadata.wireName(end.status());
    }

    @Override
    public Optional<Operation> find(String operationId) {
        return database.inTransaction(handle -> handle.createQuery(sql("find"))
                .bind("id", operationId)
                .map((row, context) -> OperationMetadata.operation(row))
                .findOne());
    }

    @Override
    public List<Operation> latest(UUID user, int limit) {
        return database.inTransaction(handle -> handle.createQuery(sql("latest"))
                .bind("user", user)
                .bind("limit", limit)
                .map((row, context) -> OperationMetadata.operation(row))
                .list());
    }

    @Override
    public List<Operation> newest(Collection<UUID> users, Collection<String> types) {
        return database.inTransaction(handle -> handle.createQuery(sql("newest"))
                .bind("users", users.toArray(UUID[]::new))
                .bind("types", types.toArray(String[]::new))
                .map((row, context) -> OperationMetadata.operation(row))
                .list());
    }

    @Override
    public List<TaskMessage> unsettled(Instant createdBefore, @Nullable String afterId, int limit) {
        return database.inTransaction(handle -> handle.createQuery(sql("unsettled"))
                .bind("createdBefore", createdBefore.atOffset(ZoneOffset.UTC))
                .bind("afterId", afterId == null ? "" : afterId)
                .bind("limit", limit)
                .map((row, context) -> TaskMessageJson.read(row.getString("task")))
                .list());
    }

    @Override
    public long purgeEndedBefore(Instant time) {
        return database.inChunks(handle -> (long) handle.createUpdate(sql("purge"))
                .bind("before", time.atOffset(ZoneOffset.UTC))
                .execute());
    }

    private static String sql(String name) {
        return Sql.of(PostgresOperations.class, name);
    }
}
