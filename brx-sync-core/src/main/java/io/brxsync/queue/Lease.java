package io.brxsync.queue;

/**
 * The right to settle one claimed task, and to extend that right. Immutable.
 *
 * @param taskId the task
 * @param token the fencing token of this claim; grows with every claim of the namespace
 */
public record Lease(String taskId, long token) {}
