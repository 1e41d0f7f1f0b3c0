package io.brxsync.worker;

import io.brxsync.queue.Disposition;
import io.brxsync.task.Task;
import io.brxsync.task.TaskType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which handler does the work of which type. Immutable. */
public final class Handlers {
    private final Map<String, Registration<?>> byCapability;

    private Handlers(Map<String, Registration<?>> byCapability) {
        this.byCapability = Map.copyOf(byCapability);
    }

    /** No handlers yet. */
    public static Handlers none() {
        return new Handlers(Map.of());
    }

    /** These and one more; a later handler for the same type and version replaces the earlier one. */
    public <T extends Task> Handlers with(TaskType<T> type, TaskHandler<? super T> handler) {
        return with(type, new OneByOne<>(handler));
    }

    /** These and one more that takes several tasks at once. */
    public <T extends Task> Handlers with(TaskType<T> type, BatchTaskHandler<T> handler) {
        Map<String, Registration<?>> more = new LinkedHashMap<>(byCapability);
        more.put(type.capability(), new Registration<>(type, handler));
        return new Handlers(more);
    }

    /** These and all of the others; the others win. */
    public Handlers withAll(Handlers others) {
        Map<String, Registration<?>> more = new LinkedHashMap<>(byCapability);
        more.putAll(others.byCapability);
        return new Handlers(more);
    }

    /** All types and versions that have a handler. */
    Set<String> capabilities() {
        return byCapability.keySet();
    }

    /** Largest batch by capability. */
    Map<String, Integer> batches() {
        return byCapability.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().handler().maxBatch()));
    }

    Optional<Registration<?>> find(String capability) {
        return Optional.ofNullable(byCapability.get(capability));
    }

    record Registration<T extends Task>(TaskType<T> type, BatchTaskHandler<T> handler) {
        List<Disposition> handle(List<? extends Task> tasks, List<TaskContext> contexts) throws Exception {
            List<BatchTaskHandler.Item<T>> items = new java.util.ArrayList<>(tasks.size());
            for (int i = 0; i < tasks.size(); i++) {
                items.add(new BatchTaskHandler.Item<>(type.payload().cast(tasks.get(i)), contexts.get(i)));
            }
            return handler.handle(items);
        }

        void buried(Task task, String reason) {
            handler.buried(type.payload().cast(task), reason);
        }
    }

    private record OneByOne<T extends Task>(TaskHandler<? super T> handler) implements BatchTaskHandler<T> {
        @Override
        public int maxBatch() {
            return 1;
        }

        @Override
        public List<Disposition> handle(List<Item<T>> items) throws Exception {
            Item<T> item = items.get(0);
            return List.of(handler.handle(item.task(), item.context()));
        }

        @Override
        public void buried(T task, String reason) {
            handler.buried(task, reason);
        }
    }
}
