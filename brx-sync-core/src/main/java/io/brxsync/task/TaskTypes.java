package io.brxsync.task;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The task types one application knows: the built-in ones and its own. Immutable. */
public final class TaskTypes {
    private final Map<String, TaskType<?>> byName;
    private final Map<Class<?>, TaskType<?>> byClass;

    private TaskTypes(Map<String, TaskType<?>> byName) {
        this.byName = byName;
        this.byClass = new HashMap<>();
        byName.values().forEach(type -> byClass.put(type.payload(), type));
    }

    /** The types of {@link SyncTaskType}. */
    public static TaskTypes builtIn() {
        Map<String, TaskType<?>> types = new LinkedHashMap<>();
        Arrays.stream(SyncTaskType.values()).forEach(row -> types.put(row.type().wireName(), row.type()));
        return new TaskTypes(types);
    }

    /**
     * These types and more.
     *
     * @throws IllegalArgumentException if a wire name or a record is taken already
     */
    public TaskTypes with(Collection<? extends TaskType<?>> more) {
        Map<String, TaskType<?>> types = new LinkedHashMap<>(byName);
        for (TaskType<?> type : more) {
            if (types.put(type.wireName(), type) != null) {
                throw new IllegalArgumentException("Task type " + type.wireName() + " is registered already");
            }
        }
        TaskTypes result = new TaskTypes(types);
        if (result.byClass.size() != types.size()) {
            throw new IllegalArgumentException("Two task types share one record class");
        }
        return result;
    }

    /** The type with this wire name. */
    public Optional<TaskType<?>> named(String wireName) {
        return Optional.ofNullable(byName.get(wireName));
    }

    /**
     * The type of this task.
     *
     * @throws IllegalArgumentException if its class was never registered
     */
    public TaskType<?> of(Task task) {
        TaskType<?> type = byClass.get(task.getClass());
        if (type == null) {
            throw new IllegalArgumentException(
                    task.getClass().getName() + " is not a registered task type; register it when building BrxSync");
        }
        return type;
    }

    /** All types, built-in ones first. */
    public Collection<TaskType<?>> all() {
        return byName.values();
    }
}
