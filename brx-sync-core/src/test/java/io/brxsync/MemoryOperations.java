package io.brxsync;

import io.brxsync.port.Fence;
import io.brxsync.port.Operation;
import io.brxsync.port.OperationStore;
import io.brxsync.port.SyncProgress;
import io.brxsync.task.TaskMessage;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The outbox as a specification, without merging. Thread-safe by one lock. */
final class MemoryOperations implements OperationStore {
    private final InstantSource clock;
    private final Map<String, Row> rows = new TreeMap<>();
    private final Map<UUID, Instant> lastSyncs = new TreeMap<>();
    private @Nullable BrxException failure;

    /** One row; replaced, never changed. */
    record Row(TaskMessage message, Operation.Status status, long token, Instant at) {}

    MemoryOperations(InstantSource clock) {
        this.clock = clock;
    }

    /** From now on every call fails like this, until it is null again. */
    synchronized void failWith(@Nullable BrxException exception) {
        failure = exception;
    }

    synchronized void synced(UUID user, Instant when) {
        lastSyncs.put(user, when);
    }

    synchronized List<UUID> staleUsers(Duration olderThan) {
        Instant limit = clock.instant().minus(olderThan);
        return lastSyncs.entrySet().stream()
                .filter(user -> user.getValue().isBefore(limit))
                .map(Map.Entry::getKey)
                .toList();
    }

    synchronized long count(Operation.Status status) {
        return rows.values().stream().filter(row -> row.status() == status).count();
    }

    private void mayFail() {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public synchronized List<TaskMessage> enlist(List<TaskMessage> messages) {
        mayFail();
        List<TaskMessage> live = new ArrayList<>();
        for (TaskMessage message : messages) {
            Optional<Row> other = rows.values().stream()
                    .filter(row -> !row.status().ended()
                            && message.options().uniqueKey() != null
                            && message.options()
                                    .uniqueKey()
                                    .equals(row.message().options().uniqueKey()))
                    .findFirst();
            if (other.isEmpty()) {
                rows.putIfAbsent(message.id(), new Row(message, Operation.Status.PENDING, 0, clock.instant()));
            }
            live.add(other.map(Row::message).orElse(message));
        }
        return live;
    }

    @Override
    public List<TaskMessage> enlist(Connection transaction, List<TaskMessage> messages) {
        throw new UnsupportedOperationException("There are no transactions here");
    }

    @Override
    public synchronized Optional<TaskMessage> started(Fence fence, TaskMessage message) {
        mayFail();
        Row row =
                rows.getOrDefault(fence.operationId(), new Row(message, Operation.Status.PENDING, 0, clock.instant()));
        if (row.token() > fence.token()) {
            throw BrxException.of(BrxException.Kind.LEASE_LOST, "A later claim began");
        }
        if (row.status() == Operation.Status.COMPLETED) {
            return Optional.empty();
        }
        rows.put(fence.operationId(), new Row(row.message(), Operation.Status.RUNNING, fence.token(), row.at()));
        return Optional.of(row.message());
    }

    @Override
    public void progress(Fence fence, SyncProgress progress) {}

    @Override
    public synchronized void ended(Collection<End> ends) {
        mayFail();
        for (End end : ends) {
            Row row = rows.get(end.fence().operationId());
            if (row != null && row.token() <= end.fence().token()) {
                rows.put(
                        end.fence().operationId(),
                        new Row(row.message(), end.status(), end.fence().token(), clock.instant()));
            }
        }
    }

    @Override
    public synchronized Optional<Operation> find(String operationId) {
        return Optional.ofNullable(rows.get(operationId))
                .map(row -> new Operation(
                        operationId,
                        row.message().user(),
                        row.message().type(),
                        row.status(),
                        SyncProgress.NONE,
                        row.at(),
                        row.status().ended() ? row.at() : null));
    }

    @Override
    public List<Operation> latest(UUID user, int limit) {
        return List.of();
    }

    @Override
    public List<Operation> newest(Collection<UUID> users, Collection<String> types) {
        return List.of();
    }

    @Override
    public synchronized List<TaskMessage> unsettled(Instant createdBefore, @Nullable String afterId, int limit) {
        mayFail();
        return rows.values().stream()
                .filter(row -> !row.status().ended() && row.at().isBefore(createdBefore))
                .map(Row::message)
                .filter(message -> afterId == null || message.id().compareTo(afterId) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized long purgeEndedBefore(Instant time) {
        long before = rows.size();
        rows.values().removeIf(row -> row.status().ended() && row.at().isBefore(time));
        return before - rows.size();
    }
}
