package io.brxsync.examples.benchmark.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.services.Services;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.RateClass;
import io.brxsync.examples.simulator.RateLimit;
import io.brxsync.examples.simulator.RequestEvent;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.examples.simulator.SimulatorOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Several worker processes use up the allowance of many sellers at a server that counts strictly. How much of it they use
 * depends on the machine and is the benchmark's affair; here not one request may be too many.
 */
@Timeout(300)
class SaturationTest {
    private static final int TOO_MANY_REQUESTS = 429;

    private final Arrivals arrivals = new Arrivals();
    private final Queue<RequestEvent> requests = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void forget() {
        // Users have the same ids in each test.
        Services.redis()
                .command(
                        "EVAL",
                        "for _, k in ipairs(redis.call('KEYS', 'rate_limit:*')) do redis.call('DEL', k) end",
                        "0");
    }

    private CardTraderSimulator simulator(int limit, Duration window) {
        return CardTraderSimulator.start(SimulatorOptions.builder()
                .blueprints(50)
                .rateLimit(RateClass.ALL, new RateLimit(limit, window))
                .onRequest(request -> {
                    arrivals.add(request.accountId(), request.arrivalNanos());
                    requests.add(request);
                })
                .build());
    }

    private static List<String> accounts(CardTraderSimulator simulator, int users) {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            tokens.add(simulator.createAccount().token());
        }
        return tokens;
    }

    private static Order order(String server, Order.Load load, List<String> tokens) {
        return new Order(server, Services.redis().url(), Order.Limiter.SCRIPT, load, 0, tokens);
    }

    /** Runs the order in as many processes as it says; returns how many requests they sent. */
    private static long run(Order order) throws Exception {
        List<Process> processes = new ArrayList<>();
        try {
            for (int i = 0; i < order.load().processes(); i++) {
                processes.add(DemandProcess.start(order));
            }
            long sent = 0;
            for (Process process : processes) {
                sent += DemandProcess.await(process).sent();
            }
            return sent;
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    @Test
    void threeProcessesUseFiftyAllowancesAndNotOneRequestMore() throws Exception {
        Duration window = Duration.ofSeconds(4);
        Order.Load load = new Order.Load(50, 16, window, 3, 16, Duration.ofSeconds(14));
        try (CardTraderSimulator simulator = simulator(load.requests(), window)) {
            long sent = run(order(simulator.baseUrl(), load, accounts(simulator, load.users())));
            Arrivals.Verdict verdict = arrivals.verdict(load.requests(), window);
            assertThat(simulator.violations().total()).isZero();
            assertThat(verdict.violations()).isZero();
            assertThat(verdict.requests()).isEqualTo(sent);
            assertThat(verdict.pairs()).as("enough to judge").isGreaterThan(load.users());
        }
    }

    @Test
    void aNetworkThatTakesItsTimeInBothDirectionsBreaksNoLimit() throws Exception {
        Duration window = Duration.ofSeconds(2);
        Order.Load load = new Order.Load(12, 20, window, 2, 40, Duration.ofSeconds(12));
        try (CardTraderSimulator simulator = simulator(load.requests(), window);
                SlowNetwork network = new SlowNetwork(simulator.baseUrl(), 200)) {
            run(order(network.url(), load, accounts(simulator, load.users())));
            Arrivals.Verdict verdict = arrivals.verdict(load.requests(), window);
            assertThat(simulator.violations().total()).isZero();
            assertThat(verdict.violations()).isZero();
            assertThat(verdict.pairs()).as("enough to judge").isGreaterThan(load.users());
        }
    }

    @Test
    void aStormOf429sSilencesTheUserInEveryProcessAndInThoseThatComeAfterThem() throws Exception {
        Duration window = Duration.ofSeconds(10);
        Order.Load load = new Order.Load(2, 1000, window, 3, 2, Duration.ofSeconds(3));
        try (CardTraderSimulator simulator = simulator(load.requests(), window)) {
            List<String> tokens = accounts(simulator, load.users());
            SimulatedAccount stormy = simulator.accounts().get(0);
            simulator
                    .faults()
                    .next(Fault.tooManyRequests(600), FaultMatch.of(stormy), load.processes() * load.threads());
            run(order(simulator.baseUrl(), load, tokens));
            assertThat(requests)
                    .anyMatch(request -> request.accountId() == stormy.id() && request.status() == TOO_MANY_REQUESTS);

            requests.clear();
            run(order(simulator.baseUrl(), load, tokens));

            assertThat(requests)
                    .as("the other user goes on, the stormy one does not")
                    .isNotEmpty()
                    .noneMatch(request -> request.accountId() == stormy.id());
        }
    }
}
