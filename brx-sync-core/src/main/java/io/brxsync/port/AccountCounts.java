package io.brxsync.port;

/**
 * How many users are in which state. Immutable.
 *
 * @param total all of them
 * @param idle connected, never synced
 * @param initialSync in their first sync
 * @param active in step
 * @param error in need of somebody
 * @param suspended stopped by an operator, whatever their state
 */
public record AccountCounts(long total, long idle, long initialSync, long active, long error, long suspended) {}
