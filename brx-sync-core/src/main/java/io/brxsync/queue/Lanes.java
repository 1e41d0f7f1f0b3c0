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

    /** The waiting tasks of one user. On the ring while it has a turn: not empty, not busy, not held. */
    private static final class Lane {
        final Deque<String> ids = new ArrayDeque<>();
        int busy;

        @Nullable
        Instant heldUntil;

        @Nullable
        Long turn;
    }

    void add(UUID user, String id, boolean atHead) {
        Lane lane = lanes.computeIfAbsent(user, key -> new Lane());
        if (atHead) {
            lane.ids.addFirst(id);
        } else {
            lane.ids.addLast(id);
        }
        takeTurn(lane);
    }

    void beginClaim(UUID user) {
        Lane lane = lanes.get(user);
        lane.ids.removeFirst();
        lane.busy++;
        lane.turn = null;
    }

    void endClaim(UUID user) {
        Lane lane = lanes.get(user);
        lane.busy--;
        takeTurn(lane);
    }

    void hold(UUID user, Instant until) {
        Lane lane = lanes.get(user);
        lane.heldUntil = lane.heldUntil == null || until.isAfter(lane.heldUntil) ? until : lane.heldUntil;
        lane.turn = null;
    }

    void releaseDue(Instant now) {
        lanes.forEach((user, lane) -> {
            if (lane.heldUntil != null && !lane.heldUntil.isAfter(now)) {
                release(user);
            }
        });
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
            lane.ids.remove(id);
            lane.turn = lane.ids.isEmpty() ? null : lane.turn;
        }
    }

    /** The users on the ring, next first. */
    List<UUID> inTurn() {
        return lanes.entrySet().stream()
                .filter(lane -> lane.getValue().turn != null)
                .sorted(Comparator.comparing(lane -> lane.getValue().turn))
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

    private void takeTurn(Lane lane) {
        if (lane.turn == null && lane.busy == 0 && lane.heldUntil == null && !lane.ids.isEmpty()) {
            lane.turn = ++turns - boostOf.applyAsLong(lane.ids.getFirst());
        }
    }
}
