package io.brxsync.cardtrader.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.cardtrader.CardTrader;
import io.brxsync.cardtrader.CardTraderProvider;
import io.brxsync.cardtrader.http.Call;
import io.brxsync.cardtrader.http.CardTraderHttp;
import io.brxsync.cardtrader.http.Endpoint;
import io.brxsync.cardtrader.http.HttpSettings;
import io.brxsync.cardtrader.http.Surroundings;
import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Faults;
import io.brxsync.examples.simulator.RateClass;
import io.brxsync.examples.simulator.RateLimit;
import io.brxsync.examples.simulator.RequestEvent;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.examples.simulator.SimulatorOptions;
import io.brxsync.limit.EndpointClass;
import io.brxsync.limit.RateLimiter;
import io.brxsync.limit.Reserve;
import io.brxsync.metrics.LimitMetrics;
import io.brxsync.metrics.MarketplaceMetrics;
import io.brxsync.port.ApiToken;
import io.brxsync.port.CallOptions;
import io.brxsync.port.Seller;
import io.brxsync.queue.Claim;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.TaskQueue;
import io.brxsync.redis.RedisBackend;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.Task;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskPolicy;
import io.brxsync.task.TaskType;
import io.brxsync.task.TaskTypes;
import io.brxsync.worker.Handlers;
import io.brxsync.worker.OperationRecorder;
import io.brxsync.worker.TaskContext;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerListener;
import io.brxsync.worker.WorkerOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A worker with a queue, a limiter and a client, all real, against a strict server. */
@Timeout(120)
class WorkerUnderLimitsTest {
    /** So many requests, one after another. */
    public record Calls(UUID user, String name, int number) implements Task {}

    private static final TaskType<Calls> CALLS = TaskType.of("calls", Calls.class, TaskPolicy.standard());
    private static final int LIMIT = 40;
    private static final Duration WINDOW = Duration.ofSeconds(4);
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration CIRCUIT_DELAY = Duration.ofMillis(700);

    private final BlockingQueue<RequestEvent> arrivals = new LinkedBlockingQueue<>();
    private final BlockingQueue<Ended> finished = new LinkedBlockingQueue<>();
    private final Map<UUID, Seller> sellers = new ConcurrentHashMap<>();
    private final Map<String, Integer> done = new ConcurrentHashMap<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private LocalRedis server;
    private CardTraderSimulator simulator;
    private RedisBackend redis;
    private CardTrader client;
    private RateLimiter limiter;
    private HttpSettings settings;
    private Surroundings around;
    private TaskCodec codec;
    private TaskQueue queue;
    private Worker worker;

    @BeforeEach
    void start() {
        server = LocalRedis.start();
        simulator = CardTraderSimulator.start(SimulatorOptions.builder()
                .blueprints(50)
                .rateLimit(RateClass.ALL, new RateLimit(LIMIT, WINDOW))
                .onRequest(arrivals::add)
                .build());
        BrxConfig config = BrxConfig.from(Map.of(
                "REDIS_URL", server.url(),
                "CARDTRADER_API_BASE_URL", simulator.baseUrl(),
                "RATE_LIMIT_REQUESTS", Integer.toString(LIMIT),
                "RATE_LIMIT_WINDOW_SECONDS", Long.toString(WINDOW.toSeconds())));
        redis = RedisBackend.connect(config.redis(), meters);
        limiter = redis.rateLimiter(config.limits(), new LimitMetrics(meters));
        settings = new HttpSettings(
                URI.create(simulator.baseUrl()), 8, PATIENCE, Duration.ofMillis(250), WINDOW, CIRCUIT_DELAY);
        around = new Surroundings(
                limiter,
                new MarketplaceMetrics(meters),
                InstantSource.system(),
                wait -> LockSupport.parkNanos(wait.toNanos()),
                () -> 0.5);
        client = CardTraderProvider.open(settings, around);
        codec = new TaskCodec(TaskTypes.builtIn().with(List.of(CALLS)), InstantSource.system());
        queue = redis.queue(codec, InstantSource.system());
        Handlers handlers = Handlers.none().with(CALLS, this::call);
        worker = new Worker(
                        new Worker.Parts(queue, codec, handlers, OperationRecorder.NONE, List.of(new Ears())),
                        WorkerOptions.DEFAULTS.withThreads(2).withLease(LEASE).withDrainTimeout(Duration.ofSeconds(1)))
                .start();
    }

    @AfterEach
    void stop() {
        worker.close();
        client.close();
        redis.close();
        simulator.close();
        server.close();
    }

    /** One run of a task. */
    private record Ended(String name, Disposition disposition) {
        @Nullable
        Duration hold() {
            return disposition instanceof Disposition.Hold hold ? hold.delay() : null;
        }
    }

    private final class Ears implements WorkerListener {
        @Override
        public void finished(Claim claim, Disposition disposition, Duration took) {
            finished.add(new Ended(((Calls) codec.decode(claim.message())).name(), disposition));
        }
    }

    /** Goes on where it stopped. */
    private Disposition call(Calls task, TaskContext context) {
        while (done.getOrDefault(task.name(), 0) < task.number()) {
            client.with(context.calls()).info(sellers.get(task.user()));
            done.merge(task.name(), 1, Integer::sum);
        }
        return Disposition.ack();
    }

    private UUID seller() {
        SimulatedAccount account = simulator.createAccount();
        UUID user = UUID.randomUUID();
        sellers.put(user, new Seller(user, ApiToken.of(account.token())));
        return user;
    }

    private void enqueue(UUID user, String name, int number, String queueName) {
        queue.enqueue(List.of(codec.encode(new Calls(user, name, number), EnqueueOptions.DEFAULTS.onQueue(queueName))));
    }

    private static <T> T next(BlockingQueue<T> from) throws InterruptedException {
        T event = from.poll(40, TimeUnit.SECONDS);
        assertThat(event).as("an event within 40 s").isNotNull();
        return event;
    }

    private Ended nextEndOf(String name) throws InterruptedException {
        Ended ended = next(finished);
        while (!ended.name().equals(name)) {
            ended = next(finished);
        }
        return ended;
    }

    private void awaitDone(String name) throws InterruptedException {
        Ended ended = nextEndOf(name);
        while (!(ended.disposition() instanceof Disposition.Ack)) {
            assertThat(ended.disposition()).isNotInstanceOf(Disposition.Bury.class);
            ended = nextEndOf(name);
        }
    }

    @Test
    void aSaleDoesNotWaitForTheBulkWorkThatBurntTheWindow() throws InterruptedException {
        UUID user = seller();
        enqueue(user, "bulk", 2 * LIMIT, TaskPolicy.DEFAULT);
        assertThat(nextEndOf("bulk").hold()).isGreaterThan(Duration.ofSeconds(1));
        while (worker.running() > 0) {
            Thread.onSpinWait(); // no thread waits with the lane: this ends at once
        }

        assertThat(limiter.allowance(user).general().nextUrgent()).isLessThanOrEqualTo(Reserve.step(WINDOW));
        for (String sale : List.of("first sale", "second sale")) {
            enqueue(user, sale, 1, TaskPolicy.HIGH_PRIORITY);
            // Its very first run sends: the limiter asked for no wait that a lane would be held for.
            assertThat(nextEndOf(sale).disposition()).isInstanceOf(Disposition.Ack.class);
        }
        awaitDone("bulk");
        assertThat(simulator.violations().total()).isZero();
    }

    @Test
    void aHeldLaneGoesOnWhenItMayAndNeverInVain() throws InterruptedException {
        UUID user = seller();
        enqueue(user, "bulk", 4 * LIMIT, TaskPolicy.DEFAULT);
        Ended ended = nextEndOf("bulk");
        int holds = 0;
        while (ended.hold() != null) {
            holds++;
            int before = done.getOrDefault("bulk", 0);
            ended = nextEndOf("bulk");
            assertThat(done.get("bulk"))
                    .as("it goes on when it may, not before: never in vain")
                    .isGreaterThan(before);
        }
        assertThat(ended.disposition()).isInstanceOf(Disposition.Ack.class);
        assertThat(holds).isPositive();
        assertThat(simulator.violations().total()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"JOBS, /jobs/0b4c6d1e-27a5-4f7c-9d53-6b1f0a3e8c21", "MARKETPLACE, /marketplace/products?blueprint_id=1"
    })
    void whatCardTraderAnswersOnceASecondIsAskedOnceASecondHoweverManyWantToKnow(EndpointClass scarce, String target)
            throws Exception {
        Seller seller = sellers.get(seller());
        Call<byte[]> call = Call.of(
                        Endpoint.read("/scarce").spending(scarce),
                        seller,
                        target,
                        body -> body.content().readAllBytes())
                .with(CallOptions.ORDINARY.waitingUpTo(PATIENCE));
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Long> times = new ArrayList<>();
        try (CardTraderHttp http = CardTraderHttp.open(settings, around)) {
            for (int i = 0; i < 6; i++) {
                threads.submit(() -> http.send(call));
            }
            for (int i = 0; i < 6; i++) {
                times.add(next(arrivals).arrivalNanos());
            }
        } finally {
            threads.shutdownNow();
        }
        times.sort(Comparator.naturalOrder());
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(1).toNanos());
        }
        assertThat(simulator.violations().total()).isZero();
    }

    @Test
    void aStormOf429sPausesOneUserAndHurtsNobodyElse() throws InterruptedException {
        UUID stormy = seller();
        UUID calm = seller();
        SimulatedAccount account = simulator.accounts().get(0);
        simulator.faults().next(Fault.tooManyRequests(1), FaultMatch.of(account), 1);
        enqueue(stormy, "stormy", 5, TaskPolicy.DEFAULT);
        Ended first = nextEndOf("stormy");
        assertThat(first.hold()).isEqualTo(Duration.ofSeconds(1));
        assertThat(limiter.allowance(stormy).factor()).isEqualTo(0.5);
        assertThat(limiter.allowance(stormy).available()).isZero();

        simulator.faults().next(Fault.tooManyRequestsUntil(3), FaultMatch.of(account), 1);
        enqueue(calm, "calm", 5, TaskPolicy.DEFAULT);
        awaitDone("calm");
        assertThat(limiter.allowance(calm).factor()).isEqualTo(1);
        assertThat(nextEndOf("stormy").hold()).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(3));
        awaitDone("stormy");

        assertThat(limiter.allowance(stormy).factor()).isBetween(0.25, 0.27);
        assertThat(meters.get("brx.cardtrader.rate.limited").counter().count()).isEqualTo(2);
        assertThat(meters.get("brx.limit.throttle.factor").summary().count()).isEqualTo(12);
        assertThat(meters.get("brx.limit.permits").gauge().value()).isZero();
    }

    @Test
    void withoutRedisNothingIsSent() throws InterruptedException {
        UUID user = seller();
        enqueue(user, "bulk", 2 * LIMIT, TaskPolicy.DEFAULT);
        assertThat(nextEndOf("bulk").hold()).isPositive();
        server.freeze();
        arrivals.clear();
        assertThatThrownBy(() -> client.info(sellers.get(user)))
                .isInstanceOfSatisfying(
                        BrxException.class, e -> assertThat(e.kind()).isEqualTo(BrxException.Kind.UNAVAILABLE));
        assertThat(arrivals).isEmpty();
        server.thaw();
        awaitDone("bulk");
        assertThat(simulator.violations().total()).isZero();
    }

    @Test
    void aDeadHostHoldsLanesAndOneProbeFindsItAlive() throws InterruptedException {
        List<String> names = List.of("a", "b", "c", "d", "e", "f");
        long hits;
        try (Faults.Handle down = simulator.faults().always(Fault.html(503), FaultMatch.any())) {
            for (String name : names) {
                enqueue(seller(), name, 1, TaskPolicy.DEFAULT);
            }
            Ended ended = next(finished);
            while (ended.hold() == null) {
                ended = next(finished);
            }
            assertThat(client.circuitOpen()).isTrue();
            assertThat(ended.disposition())
                    .isInstanceOfSatisfying(
                            Disposition.Hold.class,
                            hold -> assertThat(hold.reason()).contains("circuit"));
            hits = down.hits();
        }
        assertThat(hits).isLessThanOrEqualTo(16);
        Set<String> open = new HashSet<>(names);
        while (!open.isEmpty()) {
            Ended ended = next(finished);
            assertThat(ended.disposition()).isNotInstanceOf(Disposition.Bury.class);
            if (ended.disposition() instanceof Disposition.Ack) {
                open.remove(ended.name());
            }
        }
        assertThat(client.circuitOpen()).isFalse();
    }
}
