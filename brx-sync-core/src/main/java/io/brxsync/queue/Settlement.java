package io.brxsync.queue;

/**
 * A claim and what becomes of it. Immutable.
 *
 * @param lease the claim
 * @param disposition what becomes of it
 */
public record Settlement(Lease lease, Disposition disposition) {}
