package io.brxsync.worker;

import io.brxsync.queue.ClaimRequest;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides when an exchange goes out, what it settles and what it asks for; knows those on their way. Without clock or I/O;
 * not thread-safe, the {@link Dispatcher}'s monitor guards it.
 */
final class Turns {
    /** A third exchange would bring fewer tasks than it costs. */
    private static final int ON_THEIR_WAY = 2;

    private final ClaimRequest request;
    private final int threads;
    private final QueueShare share;
    private final ClaimAhead ahead;
    private final Deque<Turn.Ended> ended = new ArrayDeque<>();

    /** Exchanges on their way, and the lanes that they ask for. */
    private int turns;

    private int askedFor;

    /** Somebody wants an exchange that begins after now. */
    private boolean wanted;

    /** Work may have appeared since the last claim. */
    private boolean roused;

    Turns(WorkerOptions options, Handlers handlers) {
        this.threads = options.threads();
        this.share = new QueueShare(options.queues().size() > 1 ? options.lowShare() : 0);
        this.ahead = new ClaimAhead(threads);
        this.request = new ClaimRequest(
                threads,
                options.queues(),
                0,
                handlers.capabilities(),
                handlers.batches(),
                options.lease(),
                options.maxCrashes());
    }

    /**
     * What the worker is busy with.
     *
     * @param batches what runs and what waits for a thread
     * @param waiting how many of them wait
     * @param claims whether more may be claimed
     * @param outage whether Redis did not answer the last time
     */
    record Load(Collection<Running> batches, int waiting, boolean claims, boolean outage) {}

    /** The exchange that should go out now, if any; the caller sends it, and says what became of it. */
    @Nullable
    Turn next(Load load, long now) {
        if (turns >= (load.outage() ? 1 : ON_THEIR_WAY)) {
            return null;
        }
        int more = ahead.lanes(now);
        int held = load.batches().size() + askedFor;
        int lanes = load.claims() ? Math.max(0, threads + more - held) : 0;
        int urgentLanes = threads + 2 * more - held;
        if (roused && load.claims() && lanes == 0 && urgentLanes > 0 && threadEndsSoon(load, now)) {
            List<String> preferred = preferred(load);
            if (!preferred.isEmpty()) {
                roused = false;
                return begin(request.withMax(urgentLanes, 0).withQueues(preferred), true, now);
            }
        }
        int half = (threads + more) / 2; // of what the worker may hold
        boolean worthwhile = lanes >= Math.max(1, Math.min(half, (threads + 3 * more) / 4));
        boolean go;
        if (turns == 0) {
            boolean threadsHaveWork = load.waiting() > 0 && !worthwhile && !wanted;
            go = !ended.isEmpty() && !threadsHaveWork || wanted && lanes > 0;
            wanted = false; // this turn looks, or all threads are busy and the next end looks
        } else {
            go = !ended.isEmpty() && (worthwhile || roused);
        }
        if (go || lanes == 0) {
            roused = false; // this turn looks, or all threads are busy and the next end looks
        }
        return go ? begin(request.withMax(lanes, lanes == 0 ? 0 : share.next(lanes)), false, now) : null;
    }

    private Turn begin(ClaimRequest claims, boolean urgent, long now) {
        Turn turn = new Turn(List.copyOf(ended), claims, urgent, now);
        ended.clear();
        turns++;
        askedFor += turn.lanes();
        return turn;
    }

    /** The queues that come before one of which something runs or waits here. */
    private List<String> preferred(Load load) {
        int last = load.batches().stream()
                .mapToInt(batch ->
                        request.queues().indexOf(batch.first().message().queue()))
                .max()
                .orElse(0);
        return request.queues().subList(0, Math.max(0, last));
    }

    private boolean threadEndsSoon(Load load, long now) {
        return load.batches().stream()
                .anyMatch(batch -> batch.isStarted() && ahead.endsSoon(now - batch.startedNanos()));
    }

    /** An exchange was answered. */
    void answered(Turn turn, long now) {
        back(turn);
        ahead.exchanged(now - turn.sentNanos());
    }

    /** An exchange failed: the next one settles the same again. */
    void failed(Turn turn) {
        back(turn);
        for (int i = turn.ends().size() - 1; i >= 0; i--) {
            ended.addFirst(turn.ends().get(i));
        }
        wanted = true;
    }

    private void back(Turn turn) {
        turns--;
        askedFor -= turn.lanes();
    }

    /** A batch ran and is to be settled; with nothing to settle, a thread is free all the same. */
    void ran(Turn.Ended batch, long nanos) {
        ahead.ran(nanos);
        if (batch.settlements().isEmpty()) {
            wanted = true;
        } else {
            ended.add(batch);
        }
    }

    /** A batch never began. */
    void givenBack(Turn.Ended batch) {
        ended.add(batch);
    }

    /** A batch that was claimed ahead has waited too long. */
    void waitedTooLong(long now) {
        ahead.waitedTooLong(now);
        wanted = true;
    }

    /** An exchange should begin after now. */
    void want() {
        wanted = true;
    }

    /** Work may have appeared. */
    void rouse() {
        wanted = true;
        roused = true;
    }

    boolean anyOnTheirWay() {
        return turns > 0;
    }

    boolean anyToSettle() {
        return !ended.isEmpty();
    }
}
