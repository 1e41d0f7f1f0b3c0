package io.brxsync.examples.benchmark.limits;

import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Figures;
import io.brxsync.examples.benchmark.RedisCost;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.RateClass;
import io.brxsync.examples.simulator.RateLimit;
import io.brxsync.examples.simulator.SimulatorOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * Several processes use up the allowance of many sellers at a server that notes every arrival.
 *
 * @param limiter what they ask
 * @param load how much they want
 * @param http whether through the real client to the simulator, which refuses what is too much; else to a
 *     {@link LeanServer}
 */
record Saturation(Order.Limiter limiter, Order.Load load, boolean http) implements Contender.Trial {

    @Override
    public Figures run() throws Exception {
        Arrivals arrivals = new Arrivals();
        try (LocalRedis redis = LocalRedis.start()) {
            if (http) {
                try (CardTraderSimulator simulator = simulator(arrivals)) {
                    List<String> tokens = new ArrayList<>();
                    for (int i = 0; i < load.users(); i++) {
                        tokens.add(simulator.createAccount().token());
                    }
                    Figures figures = measure(redis, simulator.baseUrl(), tokens, arrivals);
                    return figures.with(
                            "refused with 429", simulator.violations().total());
                }
            }
            try (LeanServer server = new LeanServer(arrivals)) {
                return measure(redis, server.url(), List.of(), arrivals);
            }
        }
    }

    private CardTraderSimulator simulator(Arrivals arrivals) {
        return CardTraderSimulator.start(SimulatorOptions.builder()
                .blueprints(50)
                .rateLimit(RateClass.ALL, new RateLimit(load.requests(), load.window()))
                .onRequest(request -> arrivals.add(request.accountId(), request.arrivalNanos()))
                .build());
    }

    private Figures measure(LocalRedis redis, String server, List<String> tokens, Arrivals arrivals) throws Exception {
        RedisCost before = RedisCost.of(redis);
        List<Process> processes = new ArrayList<>();
        long sent = 0;
        long asked = 0;
        long warmSent = 0;
        long warmCpu = 0;
        try {
            for (int share = 0; share < load.processes(); share++) {
                processes.add(DemandProcess.start(new Order(server, redis.url(), limiter, load, share, tokens)));
            }
            for (Process process : processes) {
                DemandProcess.Work work = DemandProcess.await(process);
                sent += work.sent();
                asked += work.asked();
                warmSent += work.warmSent();
                warmCpu += work.warmCpuNanos();
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        RedisCost cost = RedisCost.of(redis).since(before);
        Arrivals.Verdict verdict =
                arrivals.verdict(load.requests(), load.window(), load.time().minus(load.warmUp()));
        Figures figures = Figures.NONE
                .with("share of the allowance used", verdict.used())
                .with("violations", verdict.violations())
                .with("closest distance in windows", verdict.closest())
                .with("requests", verdict.requests())
                .with(
                        "requests per second",
                        verdict.requests() / (double) load.time().toSeconds())
                .with(
                        "requests per second once warm",
                        warmSent / (double) load.time().minus(load.warmUp()).toSeconds())
                .with("questions per request", asked / (double) sent)
                .with("client CPU us per request", warmCpu / 1e3 / warmSent);
        return limiter == Order.Limiter.LOCAL
                ? figures
                : figures.with("Redis CPU us per request", cost.cpuSeconds() * 1e6 / sent)
                        .with("script calls per request", cost.scripts() / (double) sent)
                        .with("reads of Redis per request", cost.reads() / (double) sent);
    }
}
