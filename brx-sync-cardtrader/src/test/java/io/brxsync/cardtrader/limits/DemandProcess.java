package io.brxsync.cardtrader.limits;

import io.brxsync.cardtrader.CardTrader;
import io.brxsync.cardtrader.CardTraderProvider;
import io.brxsync.config.BrxConfig;
import io.brxsync.limit.LimitListener;
import io.brxsync.limit.RateLimiter;
import io.brxsync.port.ApiToken;
import io.brxsync.port.MarketplaceListener;
import io.brxsync.port.Seller;
import io.brxsync.redis.RedisBackend;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One worker process of several that share the sellers' allowances. Reads its order from standard input, because it holds
 * tokens; prints how often it sent and asked, and the time that took.
 */
final class DemandProcess {
    private DemandProcess() {}

    /**
     * What to do.
     *
     * @param baseUrl CardTrader
     * @param redisUrl the shared state
     * @param limiter {@code redis}, or {@code redisson} for the one over RRateLimiter
     * @param requests per window
     * @param window the window
     * @param threads threads and requests at once
     * @param time how long
     * @param tokens one per seller; the seller's id follows from the place
     */
    record Order(
            String baseUrl,
            String redisUrl,
            String limiter,
            int requests,
            Duration window,
            int threads,
            Duration time,
            List<String> tokens) {

        List<Seller> sellers() {
            List<Seller> sellers = new ArrayList<>();
            for (String token : tokens) {
                sellers.add(
                        new Seller(UUID.nameUUIDFromBytes(token.getBytes(StandardCharsets.UTF_8)), ApiToken.of(token)));
            }
            return sellers;
        }
    }

    /** Starts a process with the class path of this one. */
    static Process start(Order order) throws IOException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DemandProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            String text = String.join(
                    "\n",
                    order.baseUrl(),
                    order.redisUrl(),
                    order.limiter(),
                    Integer.toString(order.requests()),
                    order.window().toString(),
                    Integer.toString(order.threads()),
                    order.time().toString(),
                    String.join("\n", order.tokens()));
            in.write((text + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return process;
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        List<String> lines = in.lines().toList();
        Order order = new Order(
                lines.get(0),
                lines.get(1),
                lines.get(2),
                Integer.parseInt(lines.get(3)),
                Duration.parse(lines.get(4)),
                Integer.parseInt(lines.get(5)),
                Duration.parse(lines.get(6)),
                lines.subList(7, lines.size()));
        Demand demand = run(order);
        System.out.println(demand.sent() + " " + demand.asked() + " " + demand.machine());
    }

    /** Does it in this process. */
    static Demand run(Order order) throws Exception {
        BrxConfig config = BrxConfig.from(Map.of(
                "REDIS_URL", order.redisUrl(),
                "CARDTRADER_API_BASE_URL", order.baseUrl(),
                "CARDTRADER_MAX_CONCURRENCY", Integer.toString(order.threads()),
                "RATE_LIMIT_REQUESTS", Integer.toString(order.requests()),
                "RATE_LIMIT_WINDOW_SECONDS", Long.toString(order.window().toSeconds())));
        try (RedisBackend redis = RedisBackend.connect(config.redis(), new SimpleMeterRegistry());
                CardTrader client = new CardTraderProvider()
                        .open(
                                config,
                                limiter(redis, config, order),
                                MarketplaceListener.NONE,
                                InstantSource.system())) {
            // Threads never wait for allowance here: sellers do.
            Demand demand = new Demand(
                    client.with(io.brxsync.port.CallOptions.ORDINARY.waitingUpTo(Duration.ZERO)), order.sellers());
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < order.threads(); i++) {
                Thread thread = new Thread(() -> {
                    try {
                        demand.run(order.time());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return demand;
        }
    }

    private static RateLimiter limiter(RedisBackend redis, BrxConfig config, Order order) {
        return "redisson".equals(order.limiter())
                ? redis.redissonRateLimiter(config.limits(), LimitListener.NONE, InstantSource.system())
                : redis.rateLimiter(config.limits(), LimitListener.NONE);
    }
}
