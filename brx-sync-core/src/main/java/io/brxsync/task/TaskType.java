package io.brxsync.task;

import java.util.Objects;

/**
 * A kind of task: its name on the wire, the version of its payload, the record that holds it, and its policy. Immutable.
 *
 * @param wireName snake case, part of the contract with everyone who enqueues
 * @param version raised when the payload changes in a way that older workers would misread; they then leave such tasks
 *     to newer ones
 * @param payload the record class
 * @param policy how the engine treats it
 * @param <T> the record
 */
public record TaskType<T extends Task>(String wireName, int version, Class<T> payload, TaskPolicy policy) {

    /** Refuses names and versions that cannot be written. */
    public TaskType {
        TaskNames.requireType(wireName);
        Objects.requireNonNull(policy);
        if (version < 1) {
            throw new IllegalArgumentException("version must be at least 1, got " + version);
        }
        if (!payload.isRecord()) {
            throw new IllegalArgumentException(payload.getName() + " must be a record to serve as a task");
        }
    }

    /** Version 1 of an application's own type. */
    public static <T extends Task> TaskType<T> of(String wireName, Class<T> payload, TaskPolicy policy) {
        return new TaskType<>(wireName, 1, payload, policy);
    }

    /** Name and version in one word, the way queues and workers compare what they know: {@code bulk_sync:1}. */
    public String capability() {
        return capability(wireName, version);
    }

    /** See {@link #capability()}. */
    public static String capability(String wireName, int version) {
        return wireName + ":" + version;
    }
}
