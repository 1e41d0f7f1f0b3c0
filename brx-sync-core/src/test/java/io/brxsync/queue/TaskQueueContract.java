package io.brxsync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.queue.Enqueued.Outcome;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.Task;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskPolicy;
import io.brxsync.task.TaskType;
import io.brxsync.task.TaskTypes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every queue promises; run against the reference and against Redis. Times are short because Redis' clock is real. */
public abstract class TaskQueueContract {
    /** A task whose unique key is chosen by the test. */
    public record Job(
            UUID user,
            String name,
            @Nullable String key,
            @Nullable Integer price) implements Task {
        public Job(UUID user, String name) {
            this(user, name, null, null);
        }

        @Override
        public @Nullable String uniqueKey() {
            return key;
        }
    }

    /** The same with a key that is live until the start only. */
    public record Edit(
            UUID user,
            String key,
            @Nullable Integer price,
            @Nullable Integer quantity) implements Task {
        @Override
        public String uniqueKey() {
            return key;
        }
    }

    /** A type that some workers do not know. */
    public record Novelty(UUID user) implements Task {}

    private static final TaskType<Job> JOB = TaskType.of("job", Job.class, TaskPolicy.standard());

    protected static final TaskTypes TYPES = TaskTypes.builtIn()
            .with(List.of(
                    JOB,
                    TaskType.of(
                            "edit",
                            Edit.class,
                            TaskPolicy.standard().withUniqueness(TaskPolicy.Uniqueness.MERGE_UNTIL_STARTED)),
                    TaskType.of("novelty", Novelty.class, TaskPolicy.standard())));

    /** Built-in types and those of this suite. */
    public static TaskTypes types() {
        return TYPES;
    }

    protected static TaskType<Job> jobType() {
        return JOB;
    }

    protected static final Duration LEASE = Duration.ofMillis(400);

    protected final UUID ann = new UUID(1, 1);
    protected final UUID ben = new UUID(2, 2);
    protected final UUID eve = new UUID(3, 3);
    protected TaskQueue queue;
    protected TaskCodec codec;

    /** An empty queue. */
    protected abstract TaskQueue create(TaskCodec codec);

    /** The clock that the queue goes by. */
    protected abstract InstantSource clock();

    /** Lets at least so much of the queue's time pass. */
    protected abstract void pass(Duration time);

    @BeforeEach
    void createQueue() {
        codec = new TaskCodec(TYPES, clock());
        queue = create(codec);
    }

    protected ClaimRequest request(int max, String... queues) {
        List<String> order = queues.length == 0 ? List.of("default") : List.of(queues);
        return new ClaimRequest(max, order, 0, Set.of("job:1", "edit:1"), Map.of(), LEASE, 3);
    }

    protected TaskMessage message(Task task) {
        return codec.encode(task, EnqueueOptions.DEFAULTS);
    }

    protected String add(Task task) {
        return add(task, EnqueueOptions.DEFAULTS);
    }

    protected String add(Task task, EnqueueOptions options) {
        Enqueued enqueued = queue.enqueue(List.of(codec.encode(task, options))).get(0);
        assertThat(enqueued.outcome()).isEqualTo(Outcome.ADDED);
        return enqueued.taskId();
    }

    protected List<Claim> claim(int max, String... queues) {
        return queue.exchange(List.of(), request(max, queues)).claims();
    }

    protected Claim claimOne() {
        List<Claim> claims = claim(1);
        assertThat(claims).hasSize(1);
        return claims.get(0);
    }

    protected LeaseState settle(Claim claim, Disposition disposition) {
        return queue.exchange(List.of(new Settlement(claim.lease(), disposition)), request(0))
                .settled()
                .get(0);
    }

    protected List<String> names(List<Claim> claims) {
        return claims.stream()
                .map(claim -> ((Job) codec.decode(claim.message())).name())
                .toList();
    }

    protected TaskState stateOf(String id) {
        return queue.control().find(id).map(TaskView::state).orElse(TaskState.UNKNOWN);
    }

    private QueueStats stats() {
        return queue.control().stats().stream()
                .filter(stats -> stats.queue().equals("default"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTaskIsInExactlyOneStateFromBeginningToEnd() {
        String id = add(new Job(ann, "a"));
        assertThat(stateOf(id)).isEqualTo(TaskState.READY);
        assertThat(stats()).extracting(QueueStats::ready, QueueStats::claimed).containsExactly(1L, 0L);

        Claim claim = claimOne();
        assertThat(claim.message())
                .isEqualTo(queue.control().find(id).orElseThrow().message());
        assertThat(stateOf(id)).isEqualTo(TaskState.CLAIMED);
        assertThat(stats()).extracting(QueueStats::ready, QueueStats::claimed).containsExactly(0L, 1L);

        settle(claim, new Disposition.RetryAfter(Duration.ofMinutes(1), "later", false, null));
        assertThat(stateOf(id)).isEqualTo(TaskState.SCHEDULED);
        assertThat(stats())
                .extracting(QueueStats::claimed, QueueStats::scheduled)
                .containsExactly(0L, 1L);
    }

    @Test
    void messagesComeOutAsTheyWentIn() {
        String name = "“quotes” \\ \n\t 手札 \uD83C\uDCCF { \"payload\": [1, {}] }";
        TaskMessage message = codec.encode(
                new Job(ann, name, "key: " + name, 7), new EnqueueOptions("other.queue", Duration.ZERO, -3));
        queue.enqueue(List.of(message));
        Claim claim = claim(1, "other.queue").get(0);
        assertThat(claim.message().options().enqueuedAt().toEpochMilli())
                .isEqualTo(message.options().enqueuedAt().toEpochMilli());
        assertThat(codec.decode(claim.message())).isEqualTo(new Job(ann, name, "key: " + name, 7));
        assertThat(claim.message().options().priority()).isEqualTo(-3);
    }

    @Test
    void ackForgets() {
        String id = add(new Job(ann, "a"));
        assertThat(settle(claimOne(), Disposition.ack())).isEqualTo(LeaseState.HELD);
        assertThat(stateOf(id)).isEqualTo(TaskState.UNKNOWN);
        assertThat(claim(5)).isEmpty();
    }

    @Test
    void aLaneRunsItsTasksInOrderAndOneAtATime() {
        for (String name : List.of("1", "2", "3")) {
            add(new Job(ann, name));
        }
        List<Claim> first = claim(5);
        assertThat(names(first)).containsExactly("1");
        assertThat(claim(5)).isEmpty();
        settle(first.get(0), Disposition.ack());
        assertThat(names(claim(5))).containsExactly("2");
    }

    @Test
    void usersTakeTurns() {
        for (int i = 0; i < 20; i++) {
            add(new Job(ann, "ann" + i));
        }
        add(new Job(ben, "ben0"));
        add(new Job(ben, "ben1"));
        add(new Job(eve, "eve0"));
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Claim claim = claimOne();
            order.addAll(names(List.of(claim)));
            settle(claim, Disposition.ack());
        }
        assertThat(order).containsExactly("ann0", "ben0", "eve0", "ann1", "ben1", "ann2");
    }

    @Test
    void oneUsersQueuesDoNotWaitForEachOther() {
        add(new Job(ann, "bulk"), EnqueueOptions.DEFAULTS.onQueue("bulk-sync"));
        add(new Job(ann, "sale"), EnqueueOptions.DEFAULTS.onQueue("high-priority"));
        assertThat(names(claim(5, "high-priority", "bulk-sync"))).containsExactly("sale", "bulk");
    }

    @Test
    void queuesAreClaimedInOrderExceptForTheShareOfTheLast() {
        for (UUID user : List.of(ann, ben, eve)) {
            add(new Job(user, "high"), EnqueueOptions.DEFAULTS.onQueue("high-priority"));
            add(new Job(user, "bulk"), EnqueueOptions.DEFAULTS.onQueue("bulk-sync"));
        }
        ClaimRequest request = request(2, "high-priority", "bulk-sync").withMax(2, 1);
        assertThat(names(queue.exchange(List.of(), request).claims())).containsExactly("bulk", "high");
    }

    @Test
    void priorityGoesFirstButWaitingWinsInTheEnd() {
        add(new Job(ann, "low"));
        add(new Job(ben, "high"), EnqueueOptions.DEFAULTS.withPriority(1));
        assertThat(names(claim(2))).containsExactly("high", "low");
    }

    @Test
    void ageingKeepsLowPrioritiesFromStarving() {
        add(new Job(ann, "low"), EnqueueOptions.DEFAULTS.withPriority(-1));
        int turns = 0;
        boolean low = false;
        while (!low && turns < 2500) {
            add(new Job(ben, "high"));
            Claim claim = claimOne();
            low = names(List.of(claim)).contains("low");
            settle(claim, Disposition.ack());
            turns++;
        }
        assertThat(low).isTrue();
        assertThat(turns).isGreaterThan(500);
    }

    @Test
    void onlyTheCurrentTokenExtendsAndSettles() {
        String id = add(new Job(ann, "a"));
        Claim lost = claimOne();
        pass(LEASE);
        Claim current = claimOne();
        assertThat(current.message().id()).isEqualTo(id);
        assertThat(current.token()).isGreaterThan(lost.token());
        assertThat(current.crashes()).isEqualTo(1);
        assertThat(current.attempts()).isZero();

        assertThat(settle(lost, Disposition.ack())).isEqualTo(LeaseState.LEASE_LOST);
        assertThat(queue.renew(List.of(lost.lease(), current.lease()), LEASE))
                .containsExactly(LeaseState.LEASE_LOST, LeaseState.HELD);
        assertThat(stateOf(id)).isEqualTo(TaskState.CLAIMED);
        assertThat(settle(current, Disposition.ack())).isEqualTo(LeaseState.HELD);
        assertThat(settle(current, Disposition.ack())).isEqualTo(LeaseState.LEASE_LOST);
    }

    @Test
    void renewalKeepsALeaseBeyondItsTime() {
        add(new Job(ann, "a"));
        Claim claim = claimOne();
        for (int i = 0; i < 4; i++) {
            pass(LEASE.dividedBy(2));
            assertThat(queue.renew(List.of(claim.lease()), LEASE)).containsExactly(LeaseState.HELD);
            assertThat(claim(1)).isEmpty();
        }
        assertThat(settle(claim, Disposition.ack())).isEqualTo(LeaseState.HELD);
    }

    @Test
    void aLostTaskComesBackToTheHeadOfItsLane() {
        add(new Job(ann, "1"));
        add(new Job(ann, "2"));
        claimOne();
        pass(LEASE);
        assertThat(names(claim(5))).containsExactly("1");
    }

    @Test
    void aTaskWhoseWorkersKeepDyingIsBuriedWithoutEverHavingFailed() {
        String id = add(new Job(ann, "poison"));
        add(new Job(ann, "next"));
        for (int i = 0; i < 3; i++) {
            assertThat(names(claim(1))).containsExactly("poison");
            pass(LEASE);
        }
        Exchange exchange = queue.exchange(List.of(), request(1));
        assertThat(exchange.buried()).extracting(dead -> dead.message().id()).containsExactly(id);
        assertThat(names(exchange.claims())).containsExactly("next");
        assertThat(queue.control().dead(null, 0, 10)).singleElement().satisfies(dead -> {
            assertThat(dead.crashes()).isEqualTo(3);
            assertThat(dead.attempts()).isZero();
            assertThat(dead.reason()).contains("3 times");
        });
    }

    @Test
    void attemptsGrowOnlyWhenAHandlerFailed() {
        add(new Job(ann, "a"));
        settle(claimOne(), new Disposition.RetryAfter(Duration.ZERO, "limit", false, null));
        settle(claimOne(), new Disposition.Hold(Duration.ZERO, "drained", null));
        Claim third = claimOne();
        assertThat(third.attempts()).isZero();
        settle(third, new Disposition.RetryAfter(Duration.ZERO, "failed", true, null));
        assertThat(claimOne().attempts()).isEqualTo(1);
    }

    @Test
    void aRetryLetsTheLaneGoOnAndComesBackToItsHead() {
        add(new Job(ann, "1"));
        add(new Job(ann, "2"));
        add(new Job(ann, "3"));
        settle(claimOne(), new Disposition.RetryAfter(Duration.ofMillis(100), "failed", true, null));
        Claim second = claimOne();
        assertThat(names(List.of(second))).containsExactly("2");
        pass(Duration.ofMillis(100));
        settle(second, Disposition.ack());
        assertThat(names(claim(5))).containsExactly("1");
    }

    @Test
    void aHeldLaneWaitsAsAWholeAndKeepsItsCheckpoint() {
        add(new Job(ann, "1"));
        add(new Job(ann, "2"));
        add(new Job(ben, "other"));
        settle(claimOne(), new Disposition.Hold(Duration.ofMillis(150), "no allowance", "page 3"));
        assertThat(names(claim(5))).containsExactly("other");
        assertThat(stats().heldLanes()).isEqualTo(1);
        Duration next = queue.exchange(List.of(), request(1)).nextEventIn();
        assertThat(next).isNotNull().isLessThanOrEqualTo(Duration.ofMillis(150));
        pass(Duration.ofMillis(150));
        Claim again = claimOne();
        assertThat(names(List.of(again))).containsExactly("1");
        assertThat(again.checkpoint()).isEqualTo("page 3");
        settle(again, Disposition.yield("drained", null));
        assertThat(claimOne().checkpoint()).isEqualTo("page 3");
    }

    @Test
    void aScheduledTaskStartsAtItsTime() {
        String id = add(new Job(ann, "later"), EnqueueOptions.DEFAULTS.after(Duration.ofMillis(200)));
        assertThat(stateOf(id)).isEqualTo(TaskState.SCHEDULED);
        Exchange early = queue.exchange(List.of(), request(1));
        assertThat(early.claims()).isEmpty();
        assertThat(early.nextEventIn()).isNotNull().isLessThanOrEqualTo(Duration.ofMillis(200));
        pass(Duration.ofMillis(200));
        assertThat(claimOne().message().id()).isEqualTo(id);
    }

    @Test
    void aLiveUniqueKeyIsNeverEnqueuedTwice() {
        String id = add(new Job(ann, "a", "once", null));
        assertThat(queue.enqueue(List.of(message(new Job(ann, "b", "once", null)))))
                .containsExactly(new Enqueued(id, Outcome.DUPLICATE));
        Claim claim = claimOne();
        assertThat(queue.enqueue(List.of(message(new Job(ann, "c", "once", null)))))
                .containsExactly(new Enqueued(id, Outcome.DUPLICATE));
        settle(claim, new Disposition.RetryAfter(Duration.ofMinutes(1), "failed", true, null));
        assertThat(queue.enqueue(List.of(message(new Job(ann, "d", "once", null)))))
                .containsExactly(new Enqueued(id, Outcome.DUPLICATE));
    }

    @Test
    void aSettledUniqueKeyIsFreeAgain() {
        add(new Job(ann, "a", "once", null));
        settle(claimOne(), Disposition.ack());
        add(new Job(ann, "b", "once", null));
        settle(claimOne(), new Disposition.Bury("broken"));
        add(new Job(ann, "c", "once", null));
        assertThat(names(claim(5))).containsExactly("c");
    }

    @Test
    void newestValuesWinWhileAnEditWaits() {
        String id = add(new Edit(ann, "item 1", 100, null));
        assertThat(queue.enqueue(List.of(message(new Edit(ann, "item 1", null, 5)))))
                .containsExactly(new Enqueued(id, Outcome.MERGED));
        assertThat(queue.enqueue(List.of(message(new Edit(ann, "item 1", 90, null)))))
                .containsExactly(new Enqueued(id, Outcome.MERGED));
        Claim claim = claimOne();
        assertThat(codec.decode(claim.message())).isEqualTo(new Edit(ann, "item 1", 90, 5));
    }

    @Test
    void anEditMadeWhileAnotherRunsIsATaskOfItsOwn() {
        add(new Edit(ann, "item 1", 100, null));
        Claim running = claimOne();
        String second = add(new Edit(ann, "item 1", 80, null));
        settle(running, Disposition.ack());
        assertThat(claimOne().message().id()).isEqualTo(second);
    }

    @Test
    void theSameMessageTwiceIsOneTask() {
        TaskMessage message = message(new Job(ann, "a"));
        assertThat(queue.enqueue(List.of(message, message)))
                .extracting(Enqueued::outcome)
                .containsExactly(Outcome.ADDED, Outcome.KNOWN);
        assertThat(claim(5)).hasSize(1);
    }

    @Test
    void consecutiveTasksOfOneTypeMayBeClaimedTogether() {
        add(new Job(ann, "1"));
        add(new Job(ann, "2"));
        add(new Edit(ann, "x", 1, null));
        add(new Job(ann, "4"));
        ClaimRequest batches =
                new ClaimRequest(5, List.of("default"), 0, Set.of("job:1", "edit:1"), Map.of("job:1", 10), LEASE, 3);
        List<Claim> batch = queue.exchange(List.of(), batches).claims();
        assertThat(names(batch)).containsExactly("1", "2");
        assertThat(queue.exchange(List.of(), batches).claims()).isEmpty();
        List<Settlement> back = batch.stream()
                .map(claim -> new Settlement(claim.lease(), Disposition.yield("drained", null)))
                .toList();
        assertThat(names(queue.exchange(back, batches).claims())).containsExactly("1", "2");
    }

    @Test
    void aBatchThatIsLostComesBackInOrder() {
        add(new Job(ann, "1"));
        add(new Job(ann, "2"));
        add(new Job(ann, "3"));
        ClaimRequest batches =
                new ClaimRequest(1, List.of("default"), 0, Set.of("job:1"), Map.of("job:1", 2), LEASE, 3);
        queue.exchange(List.of(), batches);
        pass(LEASE);
        assertThat(names(queue.exchange(List.of(), batches).claims())).containsExactly("1", "2");
    }

    @Test
    void anUnknownTypeIsLeftToANewerWorkerAndStopsOnlyItsLane() {
        add(new Novelty(ann));
        add(new Job(ann, "behind"));
        add(new Job(ben, "other"));
        assertThat(names(claim(5))).containsExactly("other");
        assertThat(claim(5)).isEmpty();
        ClaimRequest newer =
                new ClaimRequest(5, List.of("default"), 0, Set.of("job:1", "novelty:1"), Map.of(), LEASE, 3);
        List<Claim> claims = queue.exchange(List.of(), newer).claims();
        assertThat(claims).extracting(claim -> claim.message().type()).containsExactly("novelty");
        settle(claims.get(0), Disposition.ack());
        assertThat(names(claim(5))).containsExactly("behind");
    }

    @Test
    void deadLettersAreListedRetriedAndPurged() {
        String first = add(new Job(ann, "1"));
        settle(claimOne(), new Disposition.Bury("cannot work"));
        String second = add(new Job(ben, "2"));
        pass(Duration.ofMillis(2));
        settle(claimOne(), new Disposition.Bury("cannot work either"));
        assertThat(queue.control().dead(null, 0, 10))
                .extracting(dead -> dead.message().id(), DeadTask::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(second, "cannot work either"),
                        org.assertj.core.groups.Tuple.tuple(first, "cannot work"));
        assertThat(queue.control().dead("default", 1, 10)).hasSize(1);
        assertThat(queue.control().dead("other", 0, 10)).isEmpty();

        assertThat(queue.control().retryDead(List.of(first, "nobody"))).isEqualTo(1);
        assertThat(names(claim(5))).containsExactly("1");
        assertThat(queue.control().purgeDead(List.of(first, second))).isEqualTo(1);
        assertThat(stateOf(second)).isEqualTo(TaskState.UNKNOWN);
    }

    @Test
    void aDeadLetterMayGoOnInAnotherQueue() {
        String id = add(new Job(ann, "1", "once", null));
        String other = add(new Job(ben, "2"));
        claim(5).forEach(claim -> settle(claim, new Disposition.RetryAfter(Duration.ZERO, "failed", true, null)));
        claim(5).forEach(claim -> settle(claim, new Disposition.Bury("cannot work")));
        assertThat(queue.control().moveDead(List.of(id, "nobody"), "slow.lane")).isEqualTo(1);
        assertThat(claim(5)).isEmpty();
        Claim claim = claim(5, "slow.lane").get(0);
        assertThat(claim.message().queue()).isEqualTo("slow.lane");
        assertThat(claim.attempts()).isZero();
        assertThat(queue.enqueue(List.of(message(new Job(ann, "3", "once", null)))))
                .containsExactly(new Enqueued(id, Outcome.DUPLICATE));
        assertThat(settle(claim, Disposition.ack())).isEqualTo(LeaseState.HELD);
        assertThat(stateOf(id)).isEqualTo(TaskState.UNKNOWN);
        assertThat(stateOf(other)).isEqualTo(TaskState.DEAD);
        assertThat(queue.control().stats())
                .allSatisfy(stats -> assertThat(stats.claimed() + stats.ready()).isZero());
    }

    @Test
    void aDeadLetterStaysDeadWhileItsUniqueKeyIsLive() {
        String dead = add(new Job(ann, "1", "once", null));
        settle(claimOne(), new Disposition.Bury("cannot work"));
        add(new Job(ann, "2", "once", null));
        assertThat(queue.control().retryDead(List.of(dead))).isZero();
        assertThat(stateOf(dead)).isEqualTo(TaskState.DEAD);
    }

    @Test
    void aPausedQueueIsNotClaimedFrom() {
        add(new Job(ann, "a"));
        queue.control().pause("default");
        assertThat(claim(5)).isEmpty();
        assertThat(stats().paused()).isTrue();
        queue.control().resume("default");
        assertThat(claim(5)).hasSize(1);
    }

    @Test
    void aHeldUserIsNotClaimedFromUntilReleased() {
        add(new Job(ann, "a"));
        add(new Job(ben, "b"));
        queue.control().hold(ann);
        assertThat(names(claim(5))).containsExactly("b");
        add(new Job(ann, "c"));
        assertThat(claim(5)).isEmpty();
        queue.control().release(ann);
        assertThat(names(claim(5))).containsExactly("a");
    }

    @Test
    void aWaitingTaskIsCancelledAtOnceARunningOneIsTold() {
        String ready = add(new Job(ann, "ready"));
        String scheduled = add(new Job(ben, "scheduled"), EnqueueOptions.DEFAULTS.after(Duration.ofMinutes(1)));
        assertThat(queue.control().cancel(ready)).isEqualTo(TaskState.READY);
        assertThat(queue.control().cancel(scheduled)).isEqualTo(TaskState.SCHEDULED);
        assertThat(queue.control().cancel("nobody")).isEqualTo(TaskState.UNKNOWN);
        assertThat(queue.control().known(List.of(ready, scheduled))).isEmpty();

        add(new Job(ann, "running"));
        Claim claim = claimOne();
        assertThat(queue.control().cancel(claim.message().id())).isEqualTo(TaskState.CLAIMED);
        assertThat(queue.renew(List.of(claim.lease()), LEASE)).containsExactly(LeaseState.CANCEL_REQUESTED);
    }

    @Test
    void aTaskThatWasCancelledWhileItRanNeverComesBack() {
        String yielded = add(new Job(ann, "yields", "key", null));
        String failed = add(new Job(ben, "fails"));
        String lost = add(new Job(eve, "is lost"));
        add(new Job(ann, "behind"));
        List<Claim> claims = claim(5);
        claims.forEach(claim -> queue.control().cancel(claim.message().id()));
        Exchange back = queue.exchange(
                List.of(
                        new Settlement(claims.get(0).lease(), Disposition.yield("drained", "page 2")),
                        new Settlement(
                                claims.get(1).lease(),
                                new Disposition.RetryAfter(Duration.ZERO, "failed", true, null))),
                request(0));
        assertThat(back.settled()).containsExactly(LeaseState.HELD, LeaseState.HELD);
        assertThat(back.buried()).extracting(dead -> dead.message().id()).containsExactlyInAnyOrder(yielded, failed);
        pass(LEASE);
        Exchange later = queue.exchange(List.of(), request(5));
        assertThat(later.buried()).extracting(dead -> dead.message().id()).containsExactly(lost);
        assertThat(names(later.claims())).containsExactly("behind");
        assertThat(queue.control().dead(null, 0, 5))
                .hasSize(3)
                .extracting(DeadTask::reason)
                .containsOnly(DeadTask.CANCELLED);
        add(new Job(ann, "the key is free", "key", null));
        // Sent back by an operator, it is no longer cancelled.
        assertThat(queue.control().retryDead(List.of(failed))).isEqualTo(1);
        Claim again = claimOne();
        assertThat(names(List.of(again))).containsExactly("fails");
        assertThat(again.attempts()).isZero();
        settle(again, Disposition.yield("drained", null));
        assertThat(stateOf(failed)).isEqualTo(TaskState.READY);
    }

    @Test
    void cancellingTheHeadLetsTheLaneGoOn() {
        String unknown = add(new Novelty(ann));
        add(new Job(ann, "behind"));
        assertThat(claim(5)).isEmpty();
        queue.control().cancel(unknown);
        assertThat(names(claim(5))).containsExactly("behind");
    }

    @Test
    void concurrencyIsLimitedByQueueAndByType() {
        for (UUID user : List.of(ann, ben, eve)) {
            add(new Job(user, "job"));
        }
        queue.control().limitConcurrency(QueueControl.Scope.QUEUE, "default", 2);
        List<Claim> two = claim(5);
        assertThat(two).hasSize(2);
        settle(two.get(0), Disposition.ack());
        assertThat(claim(5)).hasSize(1);
        queue.control().limitConcurrency(QueueControl.Scope.QUEUE, "default", null);
        queue.control().limitConcurrency(QueueControl.Scope.TYPE, "job", 3);
        UUID zoe = new UUID(4, 4);
        add(new Job(zoe, "third"));
        add(new Edit(new UUID(5, 5), "x", 1, null));
        add(new Job(new UUID(6, 6), "fourth"));
        assertThat(claim(5)).extracting(claim -> claim.message().type()).containsExactlyInAnyOrder("job", "edit");
        settle(two.get(1), Disposition.ack());
        assertThat(names(claim(5))).containsExactly("fourth");
    }

    @Test
    void aBoundRefusesInsteadOfFillingUp() {
        queue.control().bound(2, 3);
        add(new Job(ann, "1"));
        add(new Job(ann, "2"));
        TaskMessage third = message(new Job(ann, "3"));
        assertThat(queue.enqueue(List.of(third)))
                .containsExactly(new Enqueued(
                        third.id(), Outcome.REFUSED, new Enqueued.Refusal(Enqueued.Refusal.Scope.LANE, 2, 2)));
        add(new Job(ben, "1"));
        TaskMessage fourth = message(new Job(eve, "1"));
        assertThat(queue.enqueue(List.of(fourth)))
                .containsExactly(new Enqueued(
                        fourth.id(), Outcome.REFUSED, new Enqueued.Refusal(Enqueued.Refusal.Scope.QUEUE, 3, 3)));
        assertThat(stateOf(fourth.id())).isEqualTo(TaskState.UNKNOWN);
        queue.control().bound(null, null);
        assertThat(queue.enqueue(List.of(third))).extracting(Enqueued::outcome).containsExactly(Outcome.ADDED);
    }

    @Test
    void limitsAndBoundsCanBeReadAgain() {
        assertThat(queue.control().limits()).isEqualTo(new QueueLimits(Map.of(), Map.of(), null, null));
        queue.control().limitConcurrency(QueueControl.Scope.QUEUE, "bulk-sync", 2);
        queue.control().limitConcurrency(QueueControl.Scope.TYPE, "job", 7);
        queue.control().bound(null, 9);
        assertThat(queue.control().limits())
                .isEqualTo(new QueueLimits(Map.of("bulk-sync", 2), Map.of("job", 7), null, 9));
        queue.control().limitConcurrency(QueueControl.Scope.TYPE, "job", null);
        queue.control().bound(3, null);
        assertThat(queue.control().limits()).isEqualTo(new QueueLimits(Map.of("bulk-sync", 2), Map.of(), 3, null));
    }

    @Test
    void whoeverFoundTooLittleIsTold() throws InterruptedException {
        java.util.concurrent.Semaphore told = new java.util.concurrent.Semaphore(0);
        try (TaskQueue.Subscription ignored = queue.onWork(told::release)) {
            assertThat(claim(1)).isEmpty();
            told.drainPermits();
            add(new Job(ann, "a"));
            assertThat(told.tryAcquire(5, java.util.concurrent.TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @Test
    void whoeverWasGivenWorkOfALessPreferredQueueIsToldOfBetterWork() throws InterruptedException {
        java.util.concurrent.Semaphore told = new java.util.concurrent.Semaphore(0);
        add(new Job(ann, "later"), EnqueueOptions.DEFAULTS.onQueue("second"));
        add(new Job(ben, "later still"), EnqueueOptions.DEFAULTS.onQueue("second"));
        try (TaskQueue.Subscription ignored = queue.onWork(told::release)) {
            assertThat(claim(1, "first", "second")).hasSize(1);
            told.drainPermits();
            add(new Job(eve, "now"), EnqueueOptions.DEFAULTS.onQueue("first"));
            assertThat(told.tryAcquire(5, java.util.concurrent.TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @Test
    void theOldestReadyTaskTellsItsAge() {
        add(new Job(ann, "a"));
        pass(Duration.ofMillis(50));
        assertThat(stats().oldestReady()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void tokensGrow() {
        long last = 0;
        for (int i = 0; i < 50; i++) {
            add(new Job(ann, "a"));
            Claim claim = claimOne();
            assertThat(claim.token()).isGreaterThan(last);
            last = claim.token();
            settle(claim, Disposition.ack());
        }
    }

    @Test
    void timeIsGivenAsAnAbsoluteInstant() {
        Instant due = clock().instant().minusSeconds(5);
        TaskMessage late = message(new Job(ann, "late"));
        TaskMessage past = new TaskMessage(
                late.id(),
                late.type(),
                late.version(),
                late.user(),
                late.queue(),
                late.payload(),
                new TaskMessage.Options(0, due, null, TaskPolicy.Uniqueness.UNTIL_SETTLED, due));
        queue.enqueue(List.of(past));
        assertThat(claim(1)).hasSize(1);
    }

    @Test
    void theLastWordOfEachWorkerIsKnownUntilItEnds() {
        WorkerDirectory workers = queue.control().workers();
        assertThat(workers.all()).isEmpty();
        workers.report(report("one", "b.example", 5));
        workers.report(report("two", "a.example", 1));
        workers.report(report("one", "b.example", 7));
        assertThat(workers.all()).extracting(sighting -> sighting.report().id()).containsExactly("two", "one");
        WorkerDirectory.Sighting last = workers.all().get(1);
        assertThat(last.report()).isEqualTo(report("one", "b.example", 7));
        assertThat(last.age()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
        workers.forget("two");
        workers.forget("nobody");
        assertThat(workers.all()).hasSize(1);
    }

    private WorkerReport report(String id, String host, long done) {
        WorkerReport.Activity activity = new WorkerReport.Activity(
                "brx-worker-1", "task", "<b>\"hostile\" type</b>", "default", ann, 3, Duration.ofMillis(1234));
        return new WorkerReport(
                id,
                host,
                4711,
                Duration.ofSeconds(done),
                List.of("default", "other"),
                8,
                true,
                List.of(activity),
                new WorkerReport.Totals(done, 1, 2, 3, 4, DurationCounts.NONE, DurationCounts.NONE));
    }
}
