package io.brxsync.store;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.port.Operation.Status;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskMessageJson;
import io.brxsync.task.TaskPolicy.Uniqueness;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches of messages as pending operations. Uniqueness is the database's: a partial unique index over the keys of
 * pending and running rows. Rows are written in the order of their keys, so that two batches with the same keys wait for
 * each other instead of deadlocking. Thread-safe.
 */
final class Outbox {
    /** A live row may end between the refused insert and the look at it; then the insert is tried again. */
    private static final int ROUNDS = 10;

    private final TaskCodec codec;

    Outbox(TaskCodec codec) {
        this.codec = codec;
    }

    List<TaskMessage> enlist(Handle handle, List<TaskMessage> messages) {
        List<TaskMessage> unsettled = new ArrayList<>(messages);
        unsettled.sort(Comparator.comparing(message -> Objects.requireNonNullElse(key(message), "")));
        Map<String, TaskMessage> idToLive = new HashMap<>();
        Map<TaskMessage, String> argumentToId = new HashMap<>();
        for (int round = 0; round < ROUNDS && !unsettled.isEmpty(); round++) {
            Set<String> inserted = insert(handle, unsettled);
            for (TaskMessage message : unsettled) {
                if (inserted.remove(message.id())) {
                    idToLive.put(message.id(), message);
                    argumentToId.put(message, message.id());
                }
            }
            unsettled.removeIf(argumentToId::containsKey);
            join(handle, unsettled, idToLive, argumentToId);
            unsettled.removeIf(argumentToId::containsKey);
        }
        if (!unsettled.isEmpty()) {
            throw BrxException.of(
                    Kind.RETRYABLE, "The unique key of a new task kept changing hands; nothing was written");
        }
        return messages.stream()
                .map(message -> Objects.requireNonNull(idToLive.get(argumentToId.get(message))))
                .toList();
    }

    private static Set<String> insert(Handle handle, List<TaskMessage> messages) {
        return new HashSet<>(handle.createQuery(sql("insert"))
                .bind("users", texts(messages, message -> message.user().toString()))
                .bind("ids", texts(messages, TaskMessage::id))
                .bind("types", texts(messages, TaskMessage::type))
                .bind(
                        "createdAts",
                        texts(
                                messages,
                                message -> message.options()
                                        .enqueuedAt()
                                        .atOffset(ZoneOffset.UTC)
                                        .toString()))
                .bind("tasks", texts(messages, TaskMessageJson::write))
                .bind("keys", texts(messages, Outbox::key))
                .mapTo(String.class)
                .list());
    }

    /** Finds and locks what stands in the way of these messages, and lays the mergeable ones over it. */
    private void join(
            Handle handle,
            List<TaskMessage> refused,
            Map<String, TaskMessage> idToLive,
            Map<TaskMessage, String> argumentToId) {
        if (refused.isEmpty()) {
            return;
        }
        Map<String, Live> byId = new HashMap<>();
        Map<String, Live> byKey = new HashMap<>();
        handle.createQuery(sql("lock_live"))
                .bind("ids", texts(refused, TaskMessage::id))
                .bind("keys", texts(refused, Outbox::key))
                .map((row, context) -> new Live(
                        row.getString("operation_id"),
                        row.getString("unique_key"),
                        row.getString("status"),
                        row.getString("task")))
                .forEach(live -> {
                    byId.put(live.id(), live);
                    if (live.key() != null && live.task() != null) {
                        byKey.put(live.key(), live);
                    }
                });
        Set<String> merged = new HashSet<>();
        for (TaskMessage message : refused) {
            Live same = byId.get(message.id());
            Live live = same == null ? byKey.get(Objects.requireNonNullElse(key(message), "")) : same;
            if (live == null) {
                continue;
            }
            argumentToId.put(message, live.id());
            TaskMessage stored = idToLive.computeIfAbsent(
                    live.id(), id -> live.task() == null ? message : TaskMessageJson.read(live.task()));
            if (same == null && live.isPending() && mergeable(stored, message)) {
                idToLive.put(live.id(), stored.withPayload(codec.overlay(stored.payload(), message.payload())));
                merged.add(live.id());
            }
        }
        update(handle, merged.stream().sorted().map(idToLive::get).toList());
    }

    private record Live(
            String id,
            @Nullable String key,
            String status,
            @Nullable String task) {
        boolean isPending() {
            return status.equals(OperationMetadata.wireName(Status.PENDING));
        }
    }

    private static boolean mergeable(TaskMessage live, TaskMessage newer) {
        return newer.options().uniqueness() == Uniqueness.MERGE_UNTIL_STARTED
                && live.capability().equals(newer.capability());
    }

    private static void update(Handle handle, List<TaskMessage> merged) {
        if (!merged.isEmpty()) {
            handle.createUpdate(sql("replace_tasks"))
                    .bind("ids", texts(merged, TaskMessage::id))
                    .bind("tasks", texts(merged, TaskMessageJson::write))
                    .execute();
        }
    }

    private static @Nullable String key(TaskMessage message) {
        return message.options().uniqueKey();
    }

    private static String[] texts(List<TaskMessage> messages, Function<TaskMessage, @Nullable String> part) {
        return messages.stream().map(part).toArray(String[]::new);
    }

    private static String sql(String name) {
        return Sql.of(Outbox.class, name);
    }
}
