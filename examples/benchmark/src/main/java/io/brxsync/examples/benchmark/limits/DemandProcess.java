package io.brxsync.examples.benchmark.limits;

import io.brxsync.cardtrader.CardTraderProvider;
import io.brxsync.config.BrxConfig;
import io.brxsync.examples.benchmark.Machine;
import io.brxsync.limit.LimitListener;
import io.brxsync.limit.RateLimiter;
import io.brxsync.port.MarketplaceListener;
import io.brxsync.redis.RedisBackend;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** One worker process of several that share the sellers' allowances: reads its {@link Order}, prints its {@link Work}. */
public final class DemandProcess {
    private DemandProcess() {}

    /**
     * What it did.
     *
     * @param sent requests
     * @param asked questions to the limiter
     * @param cpuNanos CPU of the whole process
     * @param warmSent requests after the warm-up
     * @param warmCpuNanos CPU after the warm-up
     */
    public record Work(long sent, long asked, long cpuNanos, long warmSent, long warmCpuNanos) {}

    /** Starts one with the class path of this process. */
    public static Process start(Order order) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx160m",
                        "-XX:+UseSerialGC",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DemandProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            order.write(in);
        }
        return process;
    }

    /** Waits for the end of a process and reads what it did. */
    public static Work await(Process process) throws IOException, InterruptedException {
        String[] words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip()
                .split(" ", -1);
        if (process.waitFor() != 0) {
            throw new IOException("a process ended with " + process.exitValue());
        }
        long[] counts = Arrays.stream(words).mapToLong(Long::parseLong).toArray();
        return new Work(counts[0], counts[1], counts[2], counts[3], counts[4]);
    }

    /** The process. */
    public static void main(String[] args) throws Exception {
        Work work = run(Order.read());
        System.out.println(work.sent() + " " + work.asked() + " " + work.cpuNanos() + " " + work.warmSent() + " "
                + work.warmCpuNanos());
        System.exit(0);
    }

    /** Does it in this process. */
    static Work run(Order order) throws Exception {
        BrxConfig config = order.config();
        try (RedisBackend redis = RedisBackend.connect(config.redis(), new SimpleMeterRegistry());
                Sender sender = sender(order, config, limiter(order, config, redis))) {
            Demand demand = new Demand(sender, sellers(order));
            Order.Load load = order.load();
            long[] warm = new long[2];
            demand.run(load.threads(), load.warmUp(), load.time(), () -> {
                warm[0] = demand.sent();
                warm[1] = Machine.cpuOfThisProcess();
            });
            long cpu = Machine.cpuOfThisProcess();
            return new Work(demand.sent(), demand.asked(), cpu, demand.sent() - warm[0], cpu - warm[1]);
        }
    }

    private static List<Integer> sellers(Order order) {
        return IntStream.range(0, order.load().users())
                .filter(seller -> order.limiter() != Order.Limiter.LOCAL
                        || seller % order.load().processes() == order.share())
                .boxed()
                .toList();
    }

    private static RateLimiter limiter(Order order, BrxConfig config, RedisBackend redis) {
        return switch (order.limiter()) {
            case LOCAL -> new LocalLimiter(config.limits());
            case SCRIPT -> redis.rateLimiter(config.limits(), LimitListener.NONE);
            case REDISSON -> redis.redissonRateLimiter(config.limits(), LimitListener.NONE, InstantSource.system());
        };
    }

    private static Sender sender(Order order, BrxConfig config, RateLimiter limiter) {
        return order.server().startsWith("http")
                ? new HttpSender(
                        new CardTraderProvider()
                                .open(config, limiter, MarketplaceListener.NONE, InstantSource.system()),
                        order.tokens())
                : new LeanSender(limiter, URI.create(order.server()));
    }
}
