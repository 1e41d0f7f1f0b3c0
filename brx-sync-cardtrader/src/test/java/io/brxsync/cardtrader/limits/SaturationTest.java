package io.brxsync.cardtrader.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.services.Services;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.RateClass;
import io.brxsync.examples.simulator.RateLimit;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.examples.simulator.SimulatorOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Several workers use up the allowance of many sellers at a server that counts strictly. The figures of the limiter come
 * from here with larger numbers: {@code -Dtest=SaturationTest -Dbrx.saturation.requests=200
 * -Dbrx.saturation.seconds=600}, and {@code -Dbrx.saturation.limiter=redisson} for the other one.
 * What share of the allowance was used is printed, not judged: that depends on the machine.
 */
@Timeout(3600)
class SaturationTest {
    private static final int USERS = Integer.getInteger("brx.saturation.users", 50);
    private static final int REQUESTS = Integer.getInteger("brx.saturation.requests", 40);
    private static final int SECONDS = Integer.getInteger("brx.saturation.seconds", 32);
    private static final int WINDOW = Integer.getInteger("brx.saturation.window", 10);
    private static final int NETWORK = Integer.getInteger("brx.saturation.network", 200);
    private static final String LIMITER = System.getProperty("brx.saturation.limiter", "redis");

    @Test
    void threeProcessesUseAlmostAllOfFiftyAllowancesAndNotOneRequestMore() throws Exception {
        Arrivals arrivals = new Arrivals();
        Duration window = Duration.ofSeconds(WINDOW);
        try (CardTraderSimulator simulator = simulator(REQUESTS, window, arrivals)) {
            List<Process> processes = new ArrayList<>();
            List<String> tokens = accounts(simulator, USERS);
            DemandProcess.Order order = new DemandProcess.Order(
                    simulator.baseUrl(),
                    Services.redis().url(),
                    LIMITER,
                    REQUESTS,
                    window,
                    16,
                    Duration.ofSeconds(SECONDS),
                    tokens);
            try {
                for (int i = 0; i < 3; i++) {
                    processes.add(DemandProcess.start(order));
                }
                long sent = 0;
                long asked = 0;
                for (Process process : processes) {
                    String[] counts = new String(process.getInputStream().readAllBytes())
                            .strip()
                            .split(" ");
                    assertThat(process.waitFor()).isZero();
                    sent += Long.parseLong(counts[0]);
                    asked += Long.parseLong(counts[1]);
                }
                Arrivals.Verdict verdict = arrivals.verdict(REQUESTS, window);
                report(verdict, simulator, asked);
                assertThat(sent).isEqualTo(verdict.requests());
                assertNoViolation(verdict, simulator);
                assertThat(verdict.pairs()).isGreaterThan((long) USERS * REQUESTS);
            } finally {
                processes.forEach(Process::destroyForcibly);
            }
        }
    }

    @Test
    void aNetworkThatTakesItsTimeInBothDirectionsBreaksNoLimit() throws Exception {
        Arrivals arrivals = new Arrivals();
        Duration window = Duration.ofSeconds(2);
        try (CardTraderSimulator simulator = simulator(20, window, arrivals);
                SlowNetwork network = new SlowNetwork(simulator.baseUrl(), NETWORK)) {
            DemandProcess.Order order = new DemandProcess.Order(
                    network.url(),
                    Services.redis().url(),
                    LIMITER,
                    20,
                    window,
                    40,
                    Duration.ofSeconds(12),
                    accounts(simulator, 12));
            List<Thread> workers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Thread worker = new Thread(() -> {
                    try {
                        DemandProcess.run(order);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
                workers.add(worker);
                worker.start();
            }
            for (Thread worker : workers) {
                worker.join();
            }
            Arrivals.Verdict verdict = arrivals.verdict(20, window);
            report(verdict, simulator, 0);
            assertNoViolation(verdict, simulator);
            assertThat(verdict.pairs()).isGreaterThan(300);
        }
    }

    private static CardTraderSimulator simulator(int requests, Duration window, Arrivals arrivals) {
        return CardTraderSimulator.start(SimulatorOptions.builder()
                .blueprints(50)
                .rateLimit(RateClass.ALL, new RateLimit(requests, window))
                .onRequest(arrivals::add)
                .build());
    }

    private static List<String> accounts(CardTraderSimulator simulator, int users) {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            SimulatedAccount account = simulator.createAccount();
            tokens.add(account.token());
        }
        return tokens;
    }

    private static void assertNoViolation(Arrivals.Verdict verdict, CardTraderSimulator simulator) {
        assertThat(simulator.violations().total()).isZero();
        assertThat(verdict.closest()).isGreaterThanOrEqualTo(1);
    }

    private static void report(Arrivals.Verdict verdict, CardTraderSimulator simulator, long asked) {
        System.out.printf(
                "limiter=%s requests=%d violations=%d used=%.4f closest=%.6f windows asked=%d%n",
                LIMITER, verdict.requests(), simulator.violations().total(), verdict.used(), verdict.closest(), asked);
    }
}
