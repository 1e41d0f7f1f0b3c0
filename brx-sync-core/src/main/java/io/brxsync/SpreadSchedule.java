package io.brxsync;

import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Cuts an interval into slots and gives every user one of them, so that what is due once per interval does not come all
 * at once. Immutable; pure arithmetic.
 */
final class SpreadSchedule {
    private static final Duration SHORTEST_SLOT = Duration.ofSeconds(1);
    private static final Duration LONGEST_SLOT = Duration.ofMinutes(5);
    private static final int USUAL_SLOTS = 24;

    private final Duration slot;
    private final int slots;

    SpreadSchedule(Duration interval) {
        Duration wanted = interval.dividedBy(USUAL_SLOTS);
        Duration bounded = wanted.compareTo(LONGEST_SLOT) > 0 ? LONGEST_SLOT : wanted;
        this.slot = bounded.compareTo(SHORTEST_SLOT) < 0 ? SHORTEST_SLOT : bounded;
        this.slots = (int) Math.max(1, interval.dividedBy(slot));
    }

    /** How long one slot is. */
    Duration slot() {
        return slot;
    }

    /** How many slots there are. */
    int slots() {
        return slots;
    }

    /** The slot, counted from the beginning of time, that this moment falls into. */
    long slotAt(InstantSource clock) {
        return clock.millis() / slot.toMillis();
    }

    /** Whether this is the user's slot. */
    boolean isSlotOf(UUID user, long slotNumber) {
        return Math.floorMod(user.hashCode() * 0x9E3779B1, slots) == Math.floorMod(slotNumber, slots);
    }
}
