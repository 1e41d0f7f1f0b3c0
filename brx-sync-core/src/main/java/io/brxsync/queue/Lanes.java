package io.brxsync.queue;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The lanes of one queue and whose turn it is. Not thread-safe; {@link InMemoryTaskQueue} holds its lock. */
final class Lanes {
    private final Map<UUID, Lane> lanes = new HashMap<>();
    private final ToLongFunction<String> boostOf;
    private long turns;

    /** Lanes whose turn is moved forward by what the function says of the task at the head. */
    Lanes(ToLongFunction<String> boostOf) {
        this.boostOf = boostOf;
    }

    /** The waiting tasks of one user. It has a turn while it is not empty, not busy and not held. */
    private static final class Lane {
        final Deque<String> ids = new ArrayDeque<>();
        int busy;

        @Nullable
        Instant heldUntil;

        @Nullable
        Long turn;

        /** Nobody who looked could run the head; the turn is kept meanwhile. */
        boolean parked;
    }

    void add(UUID user, String id, boolean atHead) {
        Lane lane = lanes.computeIfAbsent(user, key -> new Lane());
        if (atHead) {
            lane.ids.addFirst(id);
            lane.parked = false;
        } else {
            lane.ids.addLast(id);
        }
        takeTurn(lane);
    }

    void beginClaim(UUID user) {
        Lane lane = lanes.get(user);
        lane.ids.removeFirst();
        lane.busy++;
        leave(lane);
    }

    void endClaim(UUID user) {
        lanes.get(user).busy--;
    }

    /** After a claim has ended and its task is where it belongs. */
    void takeTurn(UUID user) {
        takeTurn(lanes.get(user));
    }

    void park(UUID user) {
        lanes.get(user).parked = true;
    }

    boolean isParked(UUID user) {
        return lanes.get(user).parked;
    }

    long parked() {
        return lanes.values().stream().filter(lane -> lane.parked).count();
    }

    void hold(UUID user, Instant until) {
        Lane lane = lanes.get(user);
        lane.heldUntil = lane.heldUntil == null || until.isAfter(lane.heldUntil) ? until : lane.heldUntil;
        leave(lane);
    }

    void releaseDue(Instant now) {
        lanes.entrySet().stream()
                .filter(entry -> entry.getValue().heldUntil != null
                        && !entry.getValue().heldUntil.isAfter(now))
                .sorted(Comparator.comparing((Map.Entry<UUID, Lane> entry) -> entry.getValue().heldUntil)
                        .thenComparing(entry -> entry.getKey().toString()))
                .map(Map.Entry::getKey)
                .forEach(this::release);
    }

    void release(UUID user) {
        Lane lane = lanes.get(user);
        if (lane != null) {
            lane.heldUntil = null;
            takeTurn(lane);
        }
    }

    void remove(UUID user, String id) {
        Lane lane = lanes.get(user);
        if (lane != null) {
            if (lane.ids.remove(id)) {
                lane.parked = false;
            }
            if (lane.ids.isEmpty()) {
                leave(lane);
            }
        }
    }

    /** The users who have a turn, next first. */
    List<UUID> inTurn() {
        return lanes.entrySet().stream()
                .filter(lane -> lane.getValue().turn != null)
                .sorted(Comparator.comparing((Map.Entry<UUID, Lane> lane) -> lane.getValue().turn)
                        .thenComparing(lane -> lane.getKey().toString()))
                .map(Map.Entry::getKey)
                .toList();
    }

    String head(UUID user) {
        return lanes.get(user).ids.getFirst();
    }

    int size(UUID user) {
        Lane lane = lanes.get(user);
        return lane == null ? 0 : lane.ids.size();
    }

    Stream<Instant> holdEnds() {
        return List.copyOf(lanes.values()).stream()
                .filter(lane -> lane.heldUntil != null)
                .map(lane -> lane.heldUntil);
    }

    private static void leave(Lane lane) {
        lane.turn = null;
        lane.parked = false;
    }

    private void takeTurn(Lane lane) {
        if (lane.turn == null && lane.busy == 0 && lane.heldUntil == null && !lane.ids.isEmpty()) {
            lane.turn = ++turns - boostOf.applyAsLong(lane.ids.getFirst());
        }
    }
}
