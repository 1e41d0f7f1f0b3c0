package io.brxsync.queue;

import java.time.Duration;

/**
 * One queue in numbers. Immutable.
 *
 * @param queue its name
 * @param ready tasks waiting for their turn, those of held and parked lanes included
 * @param claimed tasks held by workers
 * @param scheduled tasks waiting for their time
 * @param heldLanes users put aside until a time
 * @param parkedLanes users whose next task no present worker can run now: unknown type, or its limit is reached
 * @param dead tasks given up
 * @param oldestReady age of the oldest ready task, zero when there is none
 * @param paused whether claims are refused
 */
public record QueueStats(
        String queue,
        long ready,
        long claimed,
        long scheduled,
        long heldLanes,
        long parkedLanes,
        long dead,
        Duration oldestReady,
        boolean paused) {}
