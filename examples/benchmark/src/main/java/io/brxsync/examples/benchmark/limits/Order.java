package io.brxsync.examples.benchmark.limits;

import io.brxsync.config.BrxConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a {@link DemandProcess} has to do. Travels over its standard input, because it holds tokens.
 *
 * @param server the simulator, or a {@link LeanServer}
 * @param redis the shared state
 * @param limiter which one
 * @param load how much
 * @param share which of how many processes this is, from 0
 * @param tokens one per seller, for the simulator only
 */
public record Order(String server, String redis, Limiter limiter, Load load, int share, List<String> tokens) {

    /** Limiters that can be compared. */
    public enum Limiter {
        /** The floor: knows nothing of other processes, so each has a part of the sellers for itself. */
        LOCAL,
        /** One script per request: the default. */
        SCRIPT,
        /** Redisson's {@code RRateLimiter}. */
        REDISSON
    }

    /**
     * How much there is to do.
     *
     * @param users sellers, all of whom always want more
     * @param requests per window and seller
     * @param window the window
     * @param processes that share them
     * @param threads in each, and requests at once
     * @param time how long; the first third of it warms up and is not measured, only watched
     */
    public record Load(int users, int requests, Duration window, int processes, int threads, Duration time) {
        Duration warmUp() {
            return time.dividedBy(3);
        }
    }

    /** A seller's id. */
    static UUID user(int seller) {
        return new UUID(0x4000L, 0x8000_0000_0000_0000L | seller);
    }

    BrxConfig config() {
        return BrxConfig.from(Map.of(
                "REDIS_URL", redis,
                "CARDTRADER_API_BASE_URL", server.startsWith("http") ? server : "http://127.0.0.1:1",
                "CARDTRADER_MAX_CONCURRENCY", Integer.toString(load.threads()),
                "RATE_LIMIT_REQUESTS", Integer.toString(load.requests()),
                "RATE_LIMIT_WINDOW_SECONDS", Long.toString(load.window().toSeconds())));
    }

    void write(OutputStream out) throws IOException {
        String text = String.join(
                "\n",
                server,
                redis,
                limiter.name(),
                String.join(
                        " ",
                        "" + load.users(),
                        "" + load.requests(),
                        "" + load.window(),
                        "" + load.processes(),
                        "" + load.threads(),
                        "" + load.time()),
                Integer.toString(share),
                String.join("\n", tokens));
        out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static Order read() {
        List<String> lines;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            lines = in.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] load = lines.get(3).split(" ", -1);
        return new Order(
                lines.get(0),
                lines.get(1),
                Limiter.valueOf(lines.get(2)),
                new Load(
                        Integer.parseInt(load[0]),
                        Integer.parseInt(load[1]),
                        Duration.parse(load[2]),
                        Integer.parseInt(load[3]),
                        Integer.parseInt(load[4]),
                        Duration.parse(load[5])),
                Integer.parseInt(lines.get(4)),
                lines.subList(5, lines.size()).stream()
                        .filter(token -> !token.isEmpty())
                        .toList());
    }

    /** No token appears. */
    @Override
    public String toString() {
        return limiter + " " + load;
    }
}
