package io.brxsync.cardtrader;

import static io.brxsync.BrxException.Kind.RATE_LIMITED;
import static io.brxsync.BrxException.Kind.UNAVAILABLE;
import static io.brxsync.limit.EndpointClass.GENERAL;
import static io.brxsync.limit.EndpointClass.JOBS;
import static io.brxsync.limit.EndpointClass.MARKETPLACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxException;
import io.brxsync.cardtrader.http.Call;
import io.brxsync.cardtrader.http.CardTraderHttp;
import io.brxsync.cardtrader.http.Endpoint;
import io.brxsync.cardtrader.http.Endpoint.Nature;
import io.brxsync.cardtrader.http.HttpSettings;
import io.brxsync.cardtrader.http.Surroundings;
import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Gate;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.limit.Acquisition;
import io.brxsync.limit.Allowance;
import io.brxsync.limit.AllowanceRequest;
import io.brxsync.limit.EndpointClass;
import io.brxsync.limit.Permit;
import io.brxsync.limit.RateLimiter;
import io.brxsync.limit.Urgency;
import io.brxsync.port.CallOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Allowance, waiting, 429, the edge and the number of requests at once. */
class LimitsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private Rig rig;

    @BeforeEach
    void start() {
        rig = new Rig(20);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void aShortWaitHappensInPlace() {
        Says says = new Says(Duration.ofMillis(200));
        rig.http(rig.settings(), with(says)).send(rig.call(Nature.READ, "/games"));

        assertThat(rig.clock.pauses()).containsExactly(Duration.ofMillis(200));
        assertThat(rig.heard.waits).containsExactly(Duration.ofMillis(200));
        assertThat(rig.simulator.requests().total()).isEqualTo(1);
    }

    @Test
    void aLongWaitIsTheCallers() {
        Says says = new Says(Duration.ofMillis(251));
        BrxException failure =
                Rig.failure(() -> rig.http(rig.settings(), with(says)).send(rig.call(Nature.READ, "/games")));

        assertThat(failure.kind()).isEqualTo(RATE_LIMITED);
        assertThat(failure.retryAfter()).hasValue(Duration.ofMillis(251));
        assertThat(rig.clock.pauses()).isEmpty();
        assertThat(rig.heard.waits).containsExactly(Duration.ofMillis(251));
        assertThat(rig.simulator.requests().total()).isZero();
    }

    @Test
    void manyShortWaitsDoNotAddUpToALongOne() {
        Says says = new Says(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(100));
        BrxException failure =
                Rig.failure(() -> rig.http(rig.settings(), with(says)).send(rig.call(Nature.READ, "/games")));

        assertThat(failure.kind()).isEqualTo(RATE_LIMITED);
        assertThat(failure.retryAfter()).hasValue(Duration.ofMillis(100));
        assertThat(rig.clock.pauses()).hasSize(2);
    }

    @Test
    void aLimiterWithoutPatienceCannotKeepAThread() {
        Duration[] no = new Duration[10_000];
        java.util.Arrays.fill(no, Duration.ZERO);
        BrxException failure =
                Rig.failure(() -> rig.http(rig.settings(), with(new Says(no))).send(rig.call(Nature.READ, "/games")));

        assertThat(failure.kind()).isEqualTo(RATE_LIMITED);
        assertThat(rig.clock.pauses()).hasSizeLessThan(300);
    }

    @Test
    void ordinaryCallsLeaveTheReserveToUrgentOnes() {
        CardTraderHttp http = rig.http();
        for (int i = 0; i < 190; i++) {
            http.send(rig.call(Nature.READ, "/info"));
        }
        BrxException failure = Rig.failure(() -> http.send(rig.call(Nature.READ, "/info")));
        assertThat(failure.kind()).isEqualTo(RATE_LIMITED);
        assertThat(failure.retryAfter().orElseThrow()).isBetween(Rig.WINDOW.minusSeconds(3), Rig.WINDOW);

        Call<Long> urgent = rig.call(Nature.READ, "/info").with(CallOptions.of(Urgency.URGENT));
        for (int i = 0; i < 10; i++) {
            http.send(urgent);
        }
        assertThat(Rig.failure(() -> http.send(urgent)).kind()).isEqualTo(RATE_LIMITED);
        assertThat(rig.simulator.violations().total()).isZero();
        assertThat(rig.simulator.requests().total()).isEqualTo(200);
    }

    @Test
    void whoHasNoLaneWaitsLongerInPlace() {
        Says says = new Says(Duration.ofSeconds(7));
        CardTraderHttp http = rig.http(rig.settings(), with(says));

        http.send(rig.call(Nature.READ, "/games").with(CallOptions.ORDINARY.waitingUpTo(Duration.ofSeconds(8))));

        assertThat(rig.clock.pauses()).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void aSlowBodyDoesNotKeepItsPermit() throws Exception {
        Gate gate = rig.simulator.faults().hold(Gate.midBody(10), FaultMatch.any(), 1);
        CardTraderHttp http = rig.http();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Long> answer = thread.submit(() -> http.send(rig.call(Nature.READ, "/games")));
            assertThat(gate.awaitArrivals(1, LONG)).isTrue();
            while (rig.limiter.ends().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(rig.limiter.ends()).containsExactly("answered");
            assertThat(answer.isDone()).isFalse();
            gate.release();
            answer.get();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void theLimiterLearnsWhatBecameOfEachRequest() {
        CardTraderHttp http = rig.http();
        http.send(rig.call(Nature.READ, "/games"));
        rig.simulator.faults().next(Fault.unauthorized(), FaultMatch.any(), 1);
        Rig.failure(() -> http.send(rig.call(Nature.READ, "/games")));
        rig.simulator.faults().next(Fault.reset(), FaultMatch.any(), 1);
        Rig.failure(() -> http.send(rig.call(Nature.CHANGE, "/games")));
        rig.simulator.faults().next(Fault.tooManyRequests(), FaultMatch.any(), 1);
        Rig.failure(() -> http.send(rig.call(Nature.READ, "/games")));

        assertThat(rig.limiter.ends()).containsExactly("answered", "answered", "lost", "limited");
    }

    @Test
    void whatNeverLeftIsGivenBack() {
        String nobody = "http://127.0.0.1:1/api/v2";
        CardTraderHttp http = rig.http(Rig.settings(nobody), rig.surroundings());

        Rig.failure(() -> http.send(rig.call(Nature.READ, "/games")));

        assertThat(rig.limiter.ends()).isNotEmpty().containsOnly("unsent");
        assertThat(rig.limiter.allowance(rig.seller.user()).available()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(
            value = EndpointClass.class,
            names = {"JOBS", "MARKETPLACE"})
    void aScarceEndpointSpendsTheGeneralAllowanceToo(EndpointClass scarce) {
        CardTraderHttp http = rig.http();
        Call<byte[]> call = Call.of(Endpoint.read("/scarce").spending(scarce), rig.seller, "/games", Rig::all);
        http.send(call);
        assertThat(rig.limiter.granted(scarce)).isEqualTo(1);
        assertThat(rig.limiter.granted(GENERAL)).isEqualTo(1);

        BrxException failure = Rig.failure(() -> http.send(call));

        assertThat(failure.kind()).isEqualTo(RATE_LIMITED);
        assertThat(rig.limiter.granted(GENERAL))
                .as("nothing general is spent on what is not sent")
                .isEqualTo(1);
    }

    @Test
    void aGeneralEndpointSpendsNothingElse() {
        rig.client().games(rig.seller);

        assertThat(rig.limiter.granted(GENERAL)).isEqualTo(1);
        assertThat(rig.limiter.granted(JOBS) + rig.limiter.granted(MARKETPLACE)).isZero();
        assertThat(rig.limiter.ends()).containsExactly("answered");
    }

    @Test
    void a429PausesTheUserForTheSecondsThatTheServerAsksFor() {
        rig.simulator.faults().next(Fault.tooManyRequests(7), FaultMatch.any(), 1);
        CardTraderHttp http = rig.http();

        BrxException first = Rig.failure(() -> http.send(rig.call(Nature.READ, "/games")));
        BrxException second = Rig.failure(() -> http.send(rig.call(Nature.READ, "/games")));

        assertThat(first.retryAfter()).hasValue(Duration.ofSeconds(7));
        assertThat(first).hasMessageContaining("429").hasMessageContaining("max 200 requests per 10 seconds");
        assertThat(rig.limiter.limited())
                .containsExactly(new SlidingAllowance.Limited(rig.seller.user(), GENERAL, Duration.ofSeconds(7)));
        assertThat(second.kind()).isEqualTo(RATE_LIMITED);
        assertThat(rig.simulator.requests().total()).isEqualTo(1);
    }

    @Test
    void a429WithADateIsUnderstood() {
        rig.simulator.faults().next(Fault.tooManyRequestsUntil(30), FaultMatch.any(), 1);

        BrxException failure =
                Rig.failure(() -> rig.http(rig.settings(), rig.inRealTime()).send(rig.call(Nature.READ, "/games")));

        assertThat(failure.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
        assertThat(rig.limiter.limited().get(0).retryAfter())
                .isEqualTo(failure.retryAfter().orElseThrow());
    }

    @Test
    void a429WithoutATimePausesForTheWindow() {
        rig.simulator.faults().next(Fault.tooManyRequests(), FaultMatch.any(), 1);

        BrxException failure = Rig.failure(() -> rig.http().send(rig.call(Nature.READ, "/games")));

        assertThat(failure.retryAfter()).hasValue(Rig.WINDOW);
        assertThat(rig.limiter.limited())
                .containsExactly(new SlidingAllowance.Limited(rig.seller.user(), GENERAL, null));
    }

    @Test
    void withoutALimiterNothingIsSent() {
        BrxException down = BrxException.unavailable("Redis is down", null, null);
        RateLimiter broken = new Says() {
            @Override
            public Acquisition acquire(AllowanceRequest request) {
                throw down;
            }
        };
        CardTraderHttp http = rig.http(rig.settings(), with(broken));

        assertThat(Rig.failure(() -> http.send(rig.call(Nature.READ, "/games"))))
                .isSameAs(down);
        assertThat(rig.simulator.requests().total()).isZero();
    }

    @Test
    void anEdgeBlockSilencesEverybodyAndBlamesNobody() {
        Fault.edgeBlock();
        rig.simulator.faults().next(Fault.edgeBlock(), FaultMatch.any(), 2);
        CardTraderHttp http = rig.http();
        assertUnavailable(http, Duration.ofSeconds(30));
        rig.clock.advance(Duration.ofSeconds(10));
        assertUnavailable(http, Duration.ofSeconds(20));
        assertThat(rig.simulator.requests().total()).isEqualTo(1);

        rig.clock.advance(Duration.ofSeconds(20));
        assertUnavailable(http, Duration.ofSeconds(60));
        assertThat(rig.simulator.requests().total()).isEqualTo(2);

        rig.clock.advance(Duration.ofSeconds(60));
        http.send(rig.call(Nature.READ, "/games"));
        http.send(rig.call(Nature.READ, "/games"));
        assertThat(rig.limiter.limited()).isEmpty();
        assertThat(http.circuitOpen()).isFalse();
    }

    private void assertUnavailable(CardTraderHttp http, Duration wait) {
        BrxException failure = Rig.failure(() -> http.send(rig.call(Nature.READ, "/games")));
        assertThat(failure.kind()).isEqualTo(UNAVAILABLE);
        assertThat(failure.retryAfter()).hasValue(wait);
        assertThat(failure).hasMessageContaining("not to blame");
    }

    @Test
    void theCircuitOpensForADeadHostAndClosesWithTheFirstGoodProbe() {
        CardTraderHttp http = rig.http();
        Fault down = Fault.html(502);
        try (var handle = rig.simulator.faults().always(down, FaultMatch.any())) {
            for (int i = 0; i < 3; i++) {
                Rig.failure(() -> http.send(rig.call(Nature.READ, "/games")));
            }
            assertThat(http.circuitOpen()).isTrue();
            assertThat(handle.hits()).isEqualTo(8);
            BrxException failure = Rig.failure(() -> http.send(rig.call(Nature.READ, "/games")));
            assertThat(failure.kind()).isEqualTo(UNAVAILABLE);
            assertThat(failure.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(30));
            assertThat(handle.hits()).isEqualTo(8);
        }
        rig.clock.advance(Duration.ofSeconds(30));
        http.send(rig.call(Nature.READ, "/games"));
        assertThat(http.circuitOpen()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Nature.class,
            names = {"STREAM", "READ"})
    void oneUsersSlowExportTouchesNobodyElse(Nature nature) {
        SimulatedAccount other = rig.simulator.createAccount();
        rig.simulator.faults().hold(Gate.before(), FaultMatch.of(rig.account), 100);
        CardTraderHttp http = rig.http(rig.settings(), rig.inRealTime());
        Call<Long> slow = rig.call(nature, "/products/export", Duration.ofMillis(40), body -> body.received());
        for (int i = 0; i < 10; i++) {
            assertThat(Rig.failure(() -> http.send(slow)).kind())
                    .isIn(BrxException.Kind.RETRYABLE, BrxException.Kind.UNAVAILABLE);
        }

        boolean export = nature == Nature.STREAM;
        assertThat(http.circuitOpen()).isEqualTo(!export);
        if (export) {
            Call<byte[]> games = Call.of(Endpoint.read("/games"), Rig.seller(other), "/games", Rig::all);
            assertThat(http.send(games)).isNotEmpty();
        }
    }

    @Test
    void badTokensNeverOpenTheCircuit() {
        CardTraderHttp http = rig.http();
        rig.simulator.faults().next(Fault.unauthorized(), FaultMatch.any(), 50);
        for (int i = 0; i < 50; i++) {
            Rig.failure(() -> http.send(rig.call(Nature.READ, "/games")));
        }
        assertThat(http.circuitOpen()).isFalse();
        http.send(rig.call(Nature.READ, "/games"));
    }

    @Test
    void neverMoreRequestsAtOnceThanAllowed() throws Exception {
        Gate gate = rig.simulator.faults().hold(Gate.before(), FaultMatch.any(), 100);
        CardTraderHttp http = rig.http(atOnce(3, LONG), rig.surroundings());
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            List<Thread> askers = new ArrayList<>();
            List<Future<?>> answers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                answers.add(threads.submit(() -> {
                    synchronized (askers) {
                        askers.add(Thread.currentThread());
                    }
                    http.send(rig.call(Nature.READ, "/games"));
                }));
            }
            assertThat(gate.awaitArrivals(3, LONG)).isTrue();
            allWait(askers, 12);
            assertThat(gate.arrivals()).isEqualTo(3);
            assertThat(rig.limiter.granted(GENERAL))
                    .as("allowance is spent only with a slot in hand")
                    .isEqualTo(3);
            gate.release();
            for (Future<?> answer : answers) {
                answer.get();
            }
            assertThat(gate.arrivals()).isEqualTo(12);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Until all of them sit in a wait; those who wait for the network do so too. */
    private static void allWait(List<Thread> askers, int count) {
        while (true) {
            synchronized (askers) {
                if (askers.size() == count
                        && askers.stream()
                                .map(Thread::getState)
                                .allMatch(state ->
                                        state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)) {
                    return;
                }
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void waitingForASlotEnds() throws Exception {
        Gate gate = rig.simulator.faults().hold(Gate.before(), FaultMatch.any(), 1);
        CardTraderHttp http = rig.http(atOnce(1, Duration.ofMillis(50)), rig.surroundings());
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Long> first = thread.submit(() -> http.send(rig.call(Nature.READ, "/games")));
            assertThat(gate.awaitArrivals(1, LONG)).isTrue();

            BrxException failure = Rig.failure(() -> http.send(rig.call(Nature.READ, "/games")));

            assertThat(failure.kind()).isEqualTo(UNAVAILABLE);
            assertThat(failure).hasMessageContaining("CARDTRADER_MAX_CONCURRENCY");
            gate.release();
            assertThat(first.get()).isPositive();
            assertThat(http.send(rig.call(Nature.READ, "/games"))).isPositive();
        } finally {
            thread.shutdownNow();
        }
    }

    private HttpSettings atOnce(int slots, Duration slotWait) {
        return new HttpSettings(URI.create(rig.simulator.baseUrl()), slots, slotWait, Duration.ZERO, Rig.WINDOW, LONG);
    }

    private Surroundings with(RateLimiter limiter) {
        return new Surroundings(limiter, rig.heard, rig.clock, rig.clock, () -> 1);
    }

    private static final Permit IGNORED = new Permit() {
        @Override
        public void answered() {}

        @Override
        public void rateLimited(@Nullable Duration retryAfter) {}

        @Override
        public void unsent() {}

        @Override
        public void lost() {}
    };

    /** Says "not now" so many times, then yes for ever. */
    private static class Says implements RateLimiter {
        private final List<Duration> delays;

        Says(Duration... delays) {
            this.delays = new ArrayList<>(List.of(delays));
        }

        @Override
        public Acquisition acquire(AllowanceRequest request) {
            return delays.isEmpty() ? new Acquisition.Granted(IGNORED) : new Acquisition.Delayed(delays.remove(0));
        }

        @Override
        public Allowance allowance(UUID user) {
            Allowance.Share share = new Allowance.Share(0, 200, Duration.ZERO, Duration.ZERO);
            return new Allowance(1, Duration.ZERO, share, share, share);
        }
    }
}
