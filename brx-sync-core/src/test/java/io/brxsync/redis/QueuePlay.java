package io.brxsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.queue.Claim;
import io.brxsync.queue.ClaimRequest;
import io.brxsync.queue.DeadTask;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.Enqueued;
import io.brxsync.queue.Exchange;
import io.brxsync.queue.Lease;
import io.brxsync.queue.ManualClock;
import io.brxsync.queue.QueueControl;
import io.brxsync.queue.QueueStats;
import io.brxsync.queue.Settlement;
import io.brxsync.queue.TaskQueue;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskPolicy.Uniqueness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One play of operations on two queues. Time passes by turning the reference's clock and moving every time in Redis the
 * other way; all times that matter lie at least {@link #APART} from each other, so the milliseconds that the play itself
 * takes change nothing.
 */
final class QueuePlay {
    enum Kind {
        ENQUEUE,
        AGAIN,
        EXCHANGE,
        RENEW,
        PASS,
        CANCEL,
        RETRY_DEAD,
        MOVE_DEAD,
        PURGE_DEAD,
        PAUSE,
        RESUME,
        HOLD,
        RELEASE,
        LIMIT_QUEUE,
        LIMIT_TYPE,
        BOUND
    }

    static final List<Kind> WEIGHTED = weighted();

    private static final Duration APART = Duration.ofSeconds(20);
    private static final List<String> QUEUES = List.of("default", "bulk-sync");
    private static final int USERS = 3;
    private static final Set<String> ALL = Set.of("job:1", "edit:1", "novelty:1");
    private static final String SHIFT = """
            local by = tonumber(ARGV[1])
            for _, queue in ipairs(redis.call('SMEMBERS', KEYS[1] .. 'queues')) do
              for _, set in ipairs({'due:', 'claims:', 'held:', 'dead:'}) do
                local flat = redis.call('ZRANGE', KEYS[1] .. set .. queue, 0, -1, 'WITHSCORES')
                for i = 1, #flat, 2 do
                  if flat[i + 1] ~= 'inf' then
                    redis.call('ZINCRBY', KEYS[1] .. set .. queue, -by, flat[i])
                  end
                end
              end
            end
            if redis.call('HEXISTS', KEYS[1] .. 'meta', 'next') == 1 then
              redis.call('HINCRBY', KEYS[1] .. 'meta', 'next', -by)
            end
            return 1
            """;

    /** One operation; what the numbers mean depends on it. */
    record Step(Kind kind, int a, int b, int c, int d) {}

    private record Held(Claim reference, Claim redis) {}

    private final TaskQueue reference;
    private final ManualClock clock;
    private final TaskQueue tested;
    private final TestRedis redis;
    private final TreeSet<Instant> moments = new TreeSet<>();
    private final Map<String, TaskMessage> messages = new LinkedHashMap<>();
    private final List<Held> held = new ArrayList<>();
    private int ids;

    QueuePlay(TaskQueue reference, ManualClock clock, TaskQueue tested, TestRedis redis) {
        this.reference = reference;
        this.clock = clock;
        this.tested = tested;
        this.redis = redis;
    }

    private static List<Kind> weighted() {
        List<Kind> kinds = new ArrayList<>(EnumSet.allOf(Kind.class));
        for (int i = 0; i < 8; i++) {
            kinds.add(Kind.ENQUEUE);
            kinds.add(Kind.EXCHANGE);
        }
        kinds.addAll(List.of(Kind.PASS, Kind.PASS, Kind.RESUME, Kind.RESUME, Kind.RELEASE, Kind.RELEASE));
        kinds.addAll(List.of(Kind.CANCEL, Kind.RETRY_DEAD, Kind.RETRY_DEAD));
        return List.copyOf(kinds);
    }

    void step(Step step) {
        switch (step.kind()) {
            case ENQUEUE -> enqueue(message(step), step.d() % 4 == 0 ? moment(step.d()) : null);
            case AGAIN -> pick(step.a()).ifPresent(id -> enqueue(messages.get(id), null));
            case EXCHANGE -> exchange(settlements(step), request(step));
            case RENEW -> renew();
            case PASS -> pass(Duration.ofMinutes(1 + step.a() % 300));
            case CANCEL -> pick(step.a()).ifPresent(id -> same(control -> control.cancel(id)));
            case RETRY_DEAD -> {
                List<String> some = dead(step.a());
                same(control -> control.retryDead(some));
            }
            case MOVE_DEAD -> {
                List<String> some = dead(step.a());
                same(control -> control.moveDead(some, queue(step.b())));
            }
            case PURGE_DEAD -> {
                List<String> some = dead(step.a());
                same(control -> control.purgeDead(some));
            }
            case PAUSE -> both(control -> control.pause(queue(step.a())));
            case RESUME -> both(control -> control.resume(queue(step.a())));
            case HOLD -> both(control -> control.hold(user(step.a())));
            case RELEASE -> both(control -> control.release(user(step.a())));
            case LIMIT_QUEUE ->
                both(control -> control.limitConcurrency(
                        QueueControl.Scope.QUEUE, queue(step.a()), step.b() % 3 == 0 ? null : step.b() % 3));
            case LIMIT_TYPE ->
                both(control -> control.limitConcurrency(
                        QueueControl.Scope.TYPE,
                        List.of("job", "edit").get(step.a() % 2),
                        step.b() % 3 == 0 ? null : step.b() % 3));
            case BOUND ->
                both(control -> control.bound(
                        step.a() % 3 == 0 ? 2 + step.b() % 3 : null, step.a() % 4 == 0 ? 4 + step.b() % 5 : null));
        }
        compare();
    }

    /** Lets everything end, after which nothing may be left in either queue. */
    void finish() {
        for (String queue : QUEUES) {
            both(control -> control.resume(queue));
            both(control -> control.limitConcurrency(QueueControl.Scope.QUEUE, queue, null));
        }
        for (int i = 0; i < USERS; i++) {
            UUID user = user(i);
            both(control -> control.release(user));
        }
        both(control -> control.limitConcurrency(QueueControl.Scope.TYPE, "job", null));
        both(control -> control.limitConcurrency(QueueControl.Scope.TYPE, "edit", null));
        both(control -> control.bound(null, null));
        for (int i = 0; i < 200 && left() > 0; i++) {
            List<Held> ended = List.copyOf(held);
            held.clear();
            settle(ended, Disposition.ack(), new ClaimRequest(9, QUEUES, 0, ALL, Map.of(), lease(), 99));
            both(control -> control.purgeDead(messages.keySet()));
            pass(Duration.ofMinutes(200));
            compare();
        }
        assertThat(left()).as("tasks that never came to their end").isZero();
    }

    private long left() {
        return reference.control().known(messages.keySet()).size();
    }

    private TaskMessage message(Step step) {
        int type = step.a() % 6;
        String key = step.c() % 2 == 0 ? "key " + step.c() / 2 % 2 : null;
        String payload = switch (type) {
            case 0 -> "{}";
            case 1, 2 -> "{\"key\":\"k\",\"price\":" + step.b() + ",\"quantity\":" + step.d() + "}";
            default -> "{\"name\":\"n\"}";
        };
        Uniqueness uniqueness = type == 1 || type == 2 ? Uniqueness.MERGE_UNTIL_STARTED : Uniqueness.UNTIL_SETTLED;
        int priority = step.d() % 5 == 0 ? 1 - step.c() % 3 : 0;
        return new TaskMessage(
                String.format("task-%04d", ids++),
                type == 0 ? "novelty" : type <= 2 ? "edit" : "job",
                1,
                user(step.b()),
                queue(step.c()),
                payload,
                new TaskMessage.Options(priority, null, type == 0 ? null : key, uniqueness, Instant.EPOCH));
    }

    private void enqueue(TaskMessage message, @Nullable Instant due) {
        List<Enqueued> expected = reference.enqueue(List.of(at(message, due)));
        // Redis' clock does not know of the time that has passed: it is told the same distance from its own now.
        Instant real = due == null ? null : Instant.now().plus(Duration.between(clock.instant(), due));
        assertThat(tested.enqueue(List.of(at(message, real)))).isEqualTo(expected);
        messages.put(message.id(), message);
    }

    private static TaskMessage at(TaskMessage message, @Nullable Instant due) {
        TaskMessage.Options options = message.options();
        return new TaskMessage(
                message.id(),
                message.type(),
                message.version(),
                message.user(),
                message.queue(),
                message.payload(),
                new TaskMessage.Options(
                        options.priority(), due, options.uniqueKey(), options.uniqueness(), options.enqueuedAt()));
    }

    private ClaimRequest request(Step step) {
        int max = step.a() % 5;
        Set<String> capabilities =
                step.b() % 3 == 0 ? ALL : step.b() % 7 == 0 ? Set.of("job:1") : Set.of("job:1", "edit:1");
        Map<String, Integer> batches = step.c() % 3 == 0 ? Map.of("job:1", 2, "edit:1", 3) : Map.of();
        return new ClaimRequest(
                max,
                QUEUES.subList(0, 1 + step.d() % 2),
                Math.min(max, step.c() % 2),
                capabilities,
                batches,
                lease(),
                3);
    }

    private Map<Held, Disposition> settlements(Step step) {
        Map<Held, Disposition> chosen = new LinkedHashMap<>();
        for (int i = 0; i < held.size(); i++) {
            if ((step.d() + 31 * i) % 3 != 0) {
                chosen.put(held.get(i), disposition(step.c() + 17 * i));
            }
        }
        // Now and then a settled claim is kept and settled again, which must change nothing.
        if (step.b() % 4 != 0) {
            held.removeAll(chosen.keySet());
        }
        return chosen;
    }

    private Disposition disposition(int choice) {
        String checkpoint = choice % 2 == 0 ? "page " + choice : null;
        return switch (choice % 10) {
            case 0, 1, 2 -> Disposition.ack();
            case 3 -> new Disposition.RetryAfter(Duration.ZERO, "again " + choice, true, checkpoint);
            case 4, 5 ->
                new Disposition.RetryAfter(
                        Duration.between(clock.instant(), moment(choice)), "later", choice % 2 == 0, checkpoint);
            case 6 -> Disposition.yield("yielded", checkpoint);
            case 7 -> new Disposition.Hold(Duration.between(clock.instant(), moment(choice)), "held", checkpoint);
            default -> new Disposition.Bury("buried " + choice);
        };
    }

    private void settle(List<Held> all, Disposition disposition, ClaimRequest request) {
        Map<Held, Disposition> settlements = new LinkedHashMap<>();
        all.forEach(claim -> settlements.put(claim, disposition));
        exchange(settlements, request);
    }

    private void exchange(Map<Held, Disposition> settlements, ClaimRequest request) {
        List<Settlement> forReference = new ArrayList<>();
        List<Settlement> forRedis = new ArrayList<>();
        settlements.forEach((claim, disposition) -> {
            forReference.add(new Settlement(claim.reference().lease(), disposition));
            forRedis.add(new Settlement(claim.redis().lease(), disposition));
        });
        Exchange expected = reference.exchange(forReference, request);
        Exchange found = tested.exchange(forRedis, request);
        assertThat(found.settled()).isEqualTo(expected.settled());
        assertThat(found.buried().stream().map(QueuePlay::view))
                .containsExactlyInAnyOrderElementsOf(
                        expected.buried().stream().map(QueuePlay::view).toList());
        assertThat(found.claims().stream().map(QueuePlay::view))
                .containsExactlyElementsOf(
                        expected.claims().stream().map(QueuePlay::view).toList());
        assertThat(found.claims()).extracting(Claim::token).isSorted().doesNotHaveDuplicates();
        for (int i = 0; i < expected.claims().size(); i++) {
            held.add(new Held(expected.claims().get(i), found.claims().get(i)));
        }
        if (expected.nextEventIn() != null) {
            // It may wake up for nothing, but never too late.
            assertThat(found.nextEventIn())
                    .isNotNull()
                    .isLessThan(expected.nextEventIn().plus(APART.dividedBy(2)));
        }
    }

    private void renew() {
        Duration lease = lease();
        List<Lease> expected =
                held.stream().map(claim -> claim.reference().lease()).toList();
        List<Lease> real = held.stream().map(claim -> claim.redis().lease()).toList();
        assertThat(tested.renew(real, lease)).isEqualTo(reference.renew(expected, lease));
    }

    private void pass(Duration time) {
        Instant now = free(clock.instant().plus(time));
        Duration really = Duration.between(clock.instant(), now);
        clock.advance(really);
        redis.command("EVAL", SHIFT, "1", redis.key(""), Long.toString(really.toMillis()));
    }

    private void compare() {
        assertThat(redis.backend().violations()).isEmpty();
        assertThat(tested.control().stats().stream().map(QueuePlay::view))
                .isEqualTo(reference.control().stats().stream()
                        .map(QueuePlay::view)
                        .toList());
        for (String id : messages.keySet()) {
            assertThat(view(tested, id)).as(id).isEqualTo(view(reference, id));
        }
        assertThat(dead(tested)).isEqualTo(dead(reference));
    }

    private static List<Object> view(QueueStats stats) {
        return List.of(
                stats.queue(),
                stats.ready(),
                stats.claimed(),
                stats.scheduled(),
                stats.heldLanes(),
                stats.parkedLanes(),
                stats.dead(),
                stats.paused());
    }

    private static String view(TaskQueue queue, String id) {
        return queue.control()
                .find(id)
                .map(task -> String.join(
                        "|",
                        task.state().name(),
                        task.message().payload(),
                        "" + task.attempts(),
                        "" + task.crashes(),
                        "" + task.reason(),
                        "" + task.checkpoint()))
                .orElse("unknown");
    }

    private static String view(Claim claim) {
        return String.join(
                "|",
                claim.message().id(),
                claim.message().payload(),
                "" + claim.attempts(),
                "" + claim.crashes(),
                "" + claim.checkpoint());
    }

    private static String view(DeadTask dead) {
        return String.join("|", dead.message().id(), dead.reason(), "" + dead.attempts(), "" + dead.crashes());
    }

    private static Set<String> dead(TaskQueue queue) {
        Set<String> views = new TreeSet<>();
        queue.control().dead(null, 0, 1000).forEach(letter -> views.add(view(letter)));
        return views;
    }

    private List<String> dead(int choice) {
        return reference.control().dead(null, 0, 1000).stream()
                .map(letter -> letter.message().id())
                .filter(id -> (id.hashCode() + choice) % 2 == 0)
                .sorted()
                .toList();
    }

    private void both(Consumer<QueueControl> action) {
        action.accept(reference.control());
        action.accept(tested.control());
    }

    private void same(java.util.function.Function<QueueControl, Object> question) {
        Object expected = question.apply(reference.control());
        assertThat(question.apply(tested.control())).isEqualTo(expected);
    }

    private Duration lease() {
        return Duration.between(clock.instant(), moment(100));
    }

    /** A time that nothing else happens at. */
    private Instant moment(int choice) {
        Instant moment = free(clock.instant().plus(Duration.ofMinutes(1 + choice % 200)));
        moments.add(moment);
        return moment;
    }

    private Instant free(Instant wanted) {
        Instant moment = wanted;
        while (isTaken(moment)) {
            moment = moment.plus(APART);
        }
        return moment;
    }

    private boolean isTaken(Instant moment) {
        return !moments.subSet(moment.minus(APART), moment.plus(APART)).isEmpty();
    }

    private java.util.Optional<String> pick(int choice) {
        List<String> known = List.copyOf(messages.keySet());
        return known.isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(known.get(choice % known.size()));
    }

    private static UUID user(int choice) {
        return new UUID(9, choice % USERS);
    }

    private static String queue(int choice) {
        return QUEUES.get(choice % QUEUES.size());
    }
}
