package io.brxsync.queue;

import io.brxsync.queue.Enqueued.Outcome;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskPolicy.Uniqueness;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The queue as a specification: the same promises as the one on Redis, in plain collections of one process. For tests of
 * applications that embed brx-sync, and as the reference that the one on Redis is compared with. Thread-safe by one lock.
 */
public final class InMemoryTaskQueue implements TaskQueue, QueueControl {
    private static final long PRIORITY_TURNS = 1000;

    private final InstantSource clock;
    private final TaskCodec codec;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    // All below is guarded by this object's monitor.
    private final Map<String, Entry> tasks = new HashMap<>();
    private final Map<String, Lanes> queues = new TreeMap<>();
    private final Map<String, String> unique = new HashMap<>();
    private final Set<String> paused = new HashSet<>();
    private final Set<UUID> holds = new HashSet<>();
    private final Map<String, Integer> queueLimits = new HashMap<>();
    private final Map<String, Integer> typeLimits = new HashMap<>();
    private final Map<String, Instant> locks = new HashMap<>();
    private final WorkerDirectory workers;
    private @Nullable Integer laneBound;
    private @Nullable Integer queueBound;
    private long lastToken;

    /**
     * An empty queue.
     *
     * @param codec merges the payloads of tasks that share a unique key
     * @param clock the only time this queue knows
     */
    public InMemoryTaskQueue(TaskCodec codec, InstantSource clock) {
        this.codec = codec;
        this.clock = clock;
        this.workers = new InMemoryWorkerDirectory(clock);
    }

    /** One task and where it is. Allowed: READY ↔ SCHEDULED, READY → CLAIMED → any, DEAD → READY. */
    private static final class Entry {
        TaskMessage message;
        TaskState state = TaskState.READY;
        Instant since = Instant.EPOCH; // ready since, due at, lease end or buried at
        boolean backToHead;
        boolean cancelRequested;
        int attempts;
        int crashes;
        long token;

        @Nullable
        String reason;

        @Nullable
        String checkpoint;

        Entry(TaskMessage message) {
            this.message = message;
        }

        boolean mergesUntilStarted() {
            return message.options().uniqueness() == Uniqueness.MERGE_UNTIL_STARTED;
        }

        DeadTask asDead() {
            return new DeadTask(message, reason == null ? "" : reason, attempts, crashes, since);
        }
    }

    @Override
    public synchronized List<Enqueued> enqueue(List<TaskMessage> messages) {
        List<Enqueued> result =
                new ArrayList<>(messages.stream().map(this::enqueueOne).toList());
        wake();
        return result;
    }

    private Enqueued enqueueOne(TaskMessage message) {
        if (tasks.containsKey(message.id())) {
            return new Enqueued(message.id(), Outcome.KNOWN);
        }
        String liveId = unique.get(message.options().uniqueKey());
        Entry live = liveId == null ? null : tasks.get(liveId);
        if (live != null) {
            boolean merges = message.options().uniqueness() == Uniqueness.MERGE_UNTIL_STARTED
                    && message.capability().equals(live.message.capability());
            if (!merges) {
                return new Enqueued(live.message.id(), Outcome.DUPLICATE);
            }
            live.message = live.message.withPayload(codec.overlay(live.message.payload(), message.payload()));
            return new Enqueued(live.message.id(), Outcome.MERGED);
        }
        Lanes lanes = queues.getOrDefault(message.queue(), new Lanes(this::boostOf));
        if (laneBound != null && lanes.size(message.user()) >= laneBound) {
            return refused(message, Enqueued.Refusal.Scope.LANE, lanes.size(message.user()), laneBound);
        }
        if (queueBound != null && waiting(message.queue()) >= queueBound) {
            return refused(message, Enqueued.Refusal.Scope.QUEUE, waiting(message.queue()), queueBound);
        }
        queues.put(message.queue(), lanes);
        Entry entry = new Entry(message);
        tasks.put(message.id(), entry);
        if (message.options().uniqueKey() != null) {
            unique.put(message.options().uniqueKey(), message.id());
        }
        Instant due = message.options().notBefore();
        if (due != null && due.isAfter(clock.instant())) {
            entry.state = TaskState.SCHEDULED;
            entry.since = due;
        } else {
            makeReady(entry, false);
        }
        return new Enqueued(message.id(), Outcome.ADDED);
    }

    private static Enqueued refused(TaskMessage message, Enqueued.Refusal.Scope scope, long waiting, int bound) {
        return new Enqueued(message.id(), Outcome.REFUSED, new Enqueued.Refusal(scope, waiting, bound));
    }

    @Override
    public synchronized Exchange exchange(List<Settlement> settlements, ClaimRequest request) {
        LeaseState[] settled = new LeaseState[settlements.size()];
        List<DeadTask> buried = new ArrayList<>();
        IntStream.range(0, settled.length)
                .boxed()
                .sorted(Comparator.comparingLong(
                        i -> -settlements.get(i).lease().token()))
                .forEach(i -> settled[i] = settle(settlements.get(i), buried));
        passTime(request.maxCrashes(), buried);
        List<Claim> claims = new ArrayList<>();
        int lanes = claimInOrder(request, reversed(request.queues()), request.fromLast(), claims);
        claimInOrder(request, request.queues(), request.max() - lanes, claims);
        if (!settlements.isEmpty() || !buried.isEmpty()) {
            wake();
        }
        return new Exchange(List.of(settled), claims, buried, nextEventIn());
    }

    private LeaseState settle(Settlement settlement, List<DeadTask> buried) {
        Entry entry = tasks.get(settlement.lease().taskId());
        if (!isHeld(entry, settlement.lease())) {
            return LeaseState.LEASE_LOST;
        }
        Disposition disposition = settlement.disposition();
        UUID user = entry.message.user();
        lanesOf(entry).endClaim(user);
        if (disposition instanceof Disposition.Ack) {
            forget(entry);
        } else if (disposition instanceof Disposition.Bury bury) {
            bury(entry, bury.reason());
        } else if (entry.cancelRequested) {
            bury(entry, DeadTask.CANCELLED);
            buried.add(entry.asDead());
        } else if (disposition instanceof Disposition.RetryAfter retry) {
            goBack(entry, retry.reason(), retry.checkpoint());
            entry.attempts += retry.countsAsAttempt() ? 1 : 0;
            entry.state = TaskState.SCHEDULED;
            entry.since = clock.instant().plus(retry.delay());
            entry.backToHead = true;
        } else if (disposition instanceof Disposition.Hold hold) {
            goBack(entry, hold.reason(), hold.checkpoint());
            makeReady(entry, true);
            if (!hold.delay().isZero()) {
                lanesOf(entry).hold(user, clock.instant().plus(hold.delay()));
            }
        }
        lanesOf(entry).takeTurn(user);
        return LeaseState.HELD;
    }

    private void goBack(Entry entry, @Nullable String reason, @Nullable String checkpoint) {
        entry.reason = reason;
        entry.checkpoint = checkpoint == null ? entry.checkpoint : checkpoint;
        String key = entry.message.options().uniqueKey();
        if (entry.mergesUntilStarted() && key != null) {
            unique.putIfAbsent(key, entry.message.id());
        }
    }

    private void passTime(int maxCrashes, List<DeadTask> buried) {
        Instant now = clock.instant();
        inState(TaskState.CLAIMED)
                .filter(entry -> !entry.since.isAfter(now))
                .sorted(Comparator.comparingLong((Entry entry) -> -entry.token))
                .forEach(entry -> {
                    lanesOf(entry).endClaim(entry.message.user());
                    entry.crashes++;
                    if (entry.crashes >= maxCrashes) {
                        bury(entry, "worker lost " + entry.crashes + " times while running it");
                        buried.add(entry.asDead());
                    } else if (entry.cancelRequested) {
                        bury(entry, DeadTask.CANCELLED);
                        buried.add(entry.asDead());
                    } else {
                        goBack(entry, entry.reason, null);
                        makeReady(entry, true);
                    }
                    lanesOf(entry).takeTurn(entry.message.user());
                });
        inState(TaskState.SCHEDULED)
                .filter(entry -> !entry.since.isAfter(now))
                .sorted(Comparator.comparing((Entry entry) -> entry.since).thenComparing(entry -> entry.message.id()))
                .forEach(entry -> makeReady(entry, entry.backToHead));
        queues.values().forEach(lanes -> lanes.releaseDue(now));
    }

    private int claimInOrder(ClaimRequest request, List<String> order, int slots, List<Claim> claims) {
        int lanes = 0;
        for (String queue : order) {
            while (lanes < slots && claimFrom(queue, request, claims)) {
                lanes++;
            }
        }
        return lanes;
    }

    private boolean claimFrom(String queue, ClaimRequest request, List<Claim> claims) {
        Lanes lanes = queues.get(queue);
        long claimed = inState(TaskState.CLAIMED)
                .filter(entry -> entry.message.queue().equals(queue))
                .count();
        if (lanes == null || paused.contains(queue) || claimed >= queueLimits.getOrDefault(queue, Integer.MAX_VALUE)) {
            return false;
        }
        for (UUID user : lanes.inTurn()) {
            Entry head = tasks.get(lanes.head(user));
            boolean runnable = runnable(head, request);
            if (holds.contains(user) && (runnable || !lanes.isParked(user))) {
                lanes.hold(user, Instant.MAX);
            } else if (runnable) {
                claimLane(lanes, user, head.message.capability(), request, claims);
                return true;
            } else {
                lanes.park(user);
            }
        }
        return false;
    }

    private void claimLane(Lanes lanes, UUID user, String capability, ClaimRequest request, List<Claim> claims) {
        int size = request.batches().getOrDefault(capability, 1);
        for (int i = 0; i < size && lanes.size(user) > 0; i++) {
            Entry entry = tasks.get(lanes.head(user));
            if (!entry.message.capability().equals(capability) || !runnable(entry, request)) {
                return;
            }
            long waited = Duration.between(entry.since, clock.instant()).toMillis();
            lanes.beginClaim(user);
            entry.state = TaskState.CLAIMED;
            entry.since = clock.instant().plus(request.lease());
            lastToken = Math.max(lastToken, clock.millis() * 1000) + 1;
            entry.token = lastToken;
            if (entry.mergesUntilStarted()) {
                freeUnique(entry);
            }
            claims.add(new Claim(
                    entry.message, entry.token, entry.attempts, entry.crashes, entry.checkpoint, Math.max(0, waited)));
        }
    }

    private boolean runnable(Entry entry, ClaimRequest request) {
        String type = entry.message.type();
        return request.capabilities().contains(entry.message.capability())
                && inState(TaskState.CLAIMED)
                                .filter(other -> other.message.type().equals(type))
                                .count()
                        < typeLimits.getOrDefault(type, Integer.MAX_VALUE);
    }

    private @Nullable Duration nextEventIn() {
        Instant now = clock.instant();
        return java.util.stream.Stream.concat(
                        tasks.values().stream()
                                .filter(entry -> entry.state == TaskState.CLAIMED || entry.state == TaskState.SCHEDULED)
                                .map(entry -> entry.since),
                        queues.values().stream().flatMap(Lanes::holdEnds).filter(end -> end.isBefore(Instant.MAX)))
                .min(Comparator.naturalOrder())
                .map(next -> next.isBefore(now) ? Duration.ZERO : Duration.between(now, next))
                .orElse(null);
    }

    @Override
    public synchronized List<LeaseState> renew(List<Lease> leases, Duration lease) {
        return leases.stream()
                .map(held -> {
                    Entry entry = tasks.get(held.taskId());
                    if (!isHeld(entry, held)) {
                        return LeaseState.LEASE_LOST;
                    }
                    entry.since = clock.instant().plus(lease);
                    return entry.cancelRequested ? LeaseState.CANCEL_REQUESTED : LeaseState.HELD;
                })
                .toList();
    }

    /** This queue forgets nothing while it exists, so there is nothing to put back. */
    @Override
    public List<LeaseState> restore(List<Claim> claims, Duration lease) {
        return renew(claims.stream().map(Claim::lease).toList(), lease);
    }

    @Override
    public Subscription onWork(Runnable wake) {
        listeners.add(wake);
        return () -> listeners.remove(wake);
    }

    @Override
    public QueueControl control() {
        return this;
    }

    @Override
    public synchronized List<QueueStats> stats() {
        List<QueueStats> result = new ArrayList<>();
        queues.forEach((name, lanes) -> {
            Duration oldest = inQueue(name, TaskState.READY)
                    .map(entry -> Duration.between(entry.since, clock.instant()))
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO);
            result.add(new QueueStats(
                    name,
                    inQueue(name, TaskState.READY).count(),
                    inQueue(name, TaskState.CLAIMED).count(),
                    inQueue(name, TaskState.SCHEDULED).count(),
                    lanes.holdEnds().count(),
                    lanes.parked(),
                    inQueue(name, TaskState.DEAD).count(),
                    oldest,
                    paused.contains(name)));
        });
        return result;
    }

    @Override
    public synchronized List<TaskView> findAll(Collection<String> taskIds) {
        return taskIds.stream()
                .map(tasks::get)
                .filter(Objects::nonNull)
                .map(entry -> new TaskView(
                        entry.message,
                        entry.state,
                        entry.attempts,
                        entry.crashes,
                        entry.reason,
                        entry.checkpoint,
                        entry.token))
                .toList();
    }

    @Override
    public synchronized void pause(String queue) {
        paused.add(queue);
    }

    @Override
    public synchronized void resume(String queue) {
        paused.remove(queue);
        wake();
    }

    @Override
    public synchronized void hold(UUID user) {
        holds.add(user);
    }

    @Override
    public synchronized void release(UUID user) {
        holds.remove(user);
        queues.values().forEach(lanes -> lanes.release(user));
        wake();
    }

    @Override
    public synchronized TaskState cancel(String taskId) {
        Entry entry = tasks.get(taskId);
        if (entry == null) {
            return TaskState.UNKNOWN;
        }
        TaskState was = entry.state;
        if (was == TaskState.CLAIMED) {
            entry.cancelRequested = true;
        } else if (was != TaskState.DEAD) {
            lanesOf(entry).remove(entry.message.user(), taskId);
            forget(entry);
            wake();
        }
        return was;
    }

    @Override
    public synchronized List<DeadTask> dead(@Nullable String queue, int offset, int limit) {
        return inState(TaskState.DEAD)
                .filter(entry -> queue == null || entry.message.queue().equals(queue))
                .map(Entry::asDead)
                .sorted(Comparator.comparing(DeadTask::buriedAt).reversed())
                .skip(offset)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized int retryDead(Collection<String> taskIds) {
        return revive(taskIds, null);
    }

    @Override
    public synchronized int moveDead(Collection<String> taskIds, String queue) {
        return revive(taskIds, queue);
    }

    private int revive(Collection<String> taskIds, @Nullable String queue) {
        int count = 0;
        for (String id : taskIds) {
            Entry entry = tasks.get(id);
            String key = entry == null ? null : entry.message.options().uniqueKey();
            if (entry != null && entry.state == TaskState.DEAD && !unique.containsKey(key)) {
                if (queue != null) {
                    entry.message = entry.message.onQueue(queue);
                    queues.computeIfAbsent(queue, name -> new Lanes(this::boostOf));
                }
                entry.attempts = 0;
                entry.crashes = 0;
                entry.cancelRequested = false;
                if (key != null) {
                    unique.put(key, id);
                }
                makeReady(entry, false);
                count++;
            }
        }
        wake();
        return count;
    }

    @Override
    public synchronized int purgeDead(Collection<String> taskIds) {
        int before = tasks.size();
        taskIds.stream()
                .map(tasks::get)
                .filter(entry -> entry != null && entry.state == TaskState.DEAD)
                .forEach(entry -> tasks.remove(entry.message.id()));
        return before - tasks.size();
    }

    @Override
    public synchronized void limitConcurrency(Scope scope, String name, @Nullable Integer limit) {
        Map<String, Integer> limits = scope == Scope.QUEUE ? queueLimits : typeLimits;
        if (limit == null) {
            limits.remove(name);
        } else {
            limits.put(name, limit);
        }
        wake();
    }

    @Override
    public synchronized void bound(@Nullable Integer perLane, @Nullable Integer perQueue) {
        laneBound = perLane;
        queueBound = perQueue;
    }

    @Override
    public synchronized QueueLimits limits() {
        return new QueueLimits(queueLimits, typeLimits, laneBound, queueBound);
    }

    @Override
    public synchronized boolean tryLock(String name, Duration time) {
        Instant now = clock.instant();
        if (locks.getOrDefault(name, Instant.MIN).isAfter(now)) {
            return false;
        }
        locks.put(name, now.plus(time));
        return true;
    }

    @Override
    public WorkerDirectory workers() {
        return workers;
    }

    @Override
    public Duration clockSkew() {
        return Duration.ZERO;
    }

    private static boolean isHeld(@Nullable Entry entry, Lease lease) {
        return entry != null && entry.state == TaskState.CLAIMED && entry.token == lease.token();
    }

    private void makeReady(Entry entry, boolean atHead) {
        entry.state = TaskState.READY;
        entry.since = clock.instant();
        lanesOf(entry).add(entry.message.user(), entry.message.id(), atHead);
    }

    private long boostOf(String id) {
        return tasks.get(id).message.options().priority() * PRIORITY_TURNS;
    }

    private void bury(Entry entry, String reason) {
        freeUnique(entry);
        entry.state = TaskState.DEAD;
        entry.since = clock.instant();
        entry.reason = reason;
    }

    private void forget(Entry entry) {
        freeUnique(entry);
        tasks.remove(entry.message.id());
    }

    private void freeUnique(Entry entry) {
        unique.remove(entry.message.options().uniqueKey(), entry.message.id());
    }

    private Lanes lanesOf(Entry entry) {
        return queues.get(entry.message.queue());
    }

    private long waiting(String queue) {
        return inQueue(queue, TaskState.READY).count()
                + inQueue(queue, TaskState.SCHEDULED).count();
    }

    private java.util.stream.Stream<Entry> inQueue(String queue, TaskState state) {
        return inState(state).filter(entry -> entry.message.queue().equals(queue));
    }

    /** A snapshot, so that callers may change what they walk over. */
    private java.util.stream.Stream<Entry> inState(TaskState state) {
        return List.copyOf(tasks.values()).stream().filter(entry -> entry.state == state);
    }

    private static List<String> reversed(List<String> list) {
        List<String> copy = new ArrayList<>(list);
        java.util.Collections.reverse(copy);
        return copy;
    }

    private void wake() {
        listeners.forEach(Runnable::run);
    }
}
