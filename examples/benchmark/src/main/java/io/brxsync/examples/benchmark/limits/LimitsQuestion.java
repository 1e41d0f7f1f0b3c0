package io.brxsync.examples.benchmark.limits;

import io.brxsync.examples.benchmark.Comparison;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Question;
import io.brxsync.examples.benchmark.Versions;
import io.brxsync.examples.services.LocalRedis;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run.sh limits}. */
@Command(
        name = "limits",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How much of many sellers' allowances do several worker processes use together, at which cost, and is there"
                    + " ever one request too many?",
            "Without options: 50 sellers with 200 requests in 10 s over HTTP to the strict simulator; 5,000 sellers with 20"
                    + " in 40 s at a server that only notes arrivals; how late held lanes go on; and what Redis keeps of"
                    + " active sellers.",
            "The floor is a limiter in each process for a part of the sellers: the allowance itself, as far as this"
                    + " machine can use it."
        })
public final class LimitsQuestion extends Question {
    private static final int MILLION_TAKES_SECONDS = 500;

    @Option(names = "--only", paramLabel = "PART", description = "few, many, resume or memory (default: all).")
    private @Nullable Part only;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long each trial lasts, a third of it to warm up; twice that for many (default: 60).")
    private int seconds = 60;

    @Option(names = "--users", paramLabel = "N", description = "Sellers (default: 50, 5000, or 10000 for memory).")
    private int users;

    @Option(names = "--limit", paramLabel = "N", description = "Requests per window (default: 200, or 20 for many).")
    private int limit;

    @Option(names = "--window", paramLabel = "N", description = "Window in seconds (default: 10, or 40 for many).")
    private int window;

    @Option(names = "--processes", paramLabel = "N", description = "Worker processes (default: 3).")
    private int processes = 3;

    @Option(names = "--threads", paramLabel = "N", description = "Threads in each (default: 16).")
    private int threads = 16;

    @Option(
            names = "--requests",
            paramLabel = "N",
            description =
                    "Only so many requests, once, of the default limiter alone, at the server that notes arrivals;"
                            + " the limit per seller is raised until it takes less than ten minutes.")
    private long requests;

    /** Parts of the answer. */
    enum Part {
        /** Fifty sellers over HTTP. */
        few,
        /** Five thousand at a lean server. */
        many,
        /** How late held lanes go on. */
        resume,
        /** What Redis keeps. */
        memory
    }

    /** The question with its defaults. */
    public LimitsQuestion() {
        super("limits", 3);
    }

    @Override
    protected List<Comparison.Outcome> ask(int rounds, PrintStream out) throws Exception {
        List<Comparison.Outcome> outcomes = new ArrayList<>();
        if (requests > 0) {
            outcomes.add(countless().run(1, out));
        } else {
            for (Part part : Part.values()) {
                if (only == null || only == part) {
                    outcomes.add(comparison(part).run(rounds, out));
                }
            }
        }
        return outcomes;
    }

    private Comparison comparison(Part part) {
        return switch (part) {
            case few -> saturation(load(50, 200, 10, seconds), true);
            case many -> saturation(load(5000, 20, 40, 2L * seconds), false);
            case resume -> resume();
            case memory -> memory();
        };
    }

    private Order.Load load(int usersElse, int limitElse, int windowElse, long time) {
        return new Order.Load(
                users > 0 ? users : usersElse,
                limit > 0 ? limit : limitElse,
                Duration.ofSeconds(window > 0 ? window : windowElse),
                processes,
                threads,
                Duration.ofSeconds(time));
    }

    private Comparison saturation(Order.Load load, boolean http) {
        return new Comparison(
                load.users() + " sellers at saturation",
                describe(load)
                        + (http
                                ? ", the real client over HTTP to the strict simulator on the same machine"
                                : ", a server on the same machine that only notes arrivals: no HTTP"),
                List.of(
                        new Contender("floor: not shared", new Saturation(Order.Limiter.LOCAL, load, http)),
                        new Contender("one script (default)", new Saturation(Order.Limiter.SCRIPT, load, http)),
                        new Contender("RRateLimiter", new Saturation(Order.Limiter.REDISSON, load, http))));
    }

    private static String describe(Order.Load load) {
        return String.format(
                Locale.ROOT,
                "%d requests in any %d s for each, %d worker processes with %d threads, %d s, the first third to warm up",
                load.requests(),
                load.window().toSeconds(),
                load.processes(),
                load.threads(),
                load.time().toSeconds());
    }

    private Comparison countless() {
        Order.Load base = load(50, 200, 10, 1);
        long perSecond = requests / MILLION_TAKES_SECONDS + 1;
        int raised = (int) Math.max(base.requests(), perSecond * base.window().toSeconds() / base.users() + 1);
        double rate = raised * (double) base.users() / base.window().toSeconds();
        long time = (long) Math.ceil(requests / rate);
        Order.Load load =
                new Order.Load(base.users(), raised, base.window(), processes, threads, Duration.ofSeconds(time));
        return new Comparison(
                requests + " requests",
                describe(load) + ", a server on the same machine that only notes arrivals: no HTTP",
                List.of(new Contender("one script (default)", new Saturation(Order.Limiter.SCRIPT, load, false))));
    }

    private Comparison resume() {
        Order.Load load = load(200, 40, 10, seconds);
        return new Comparison(
                "Held lanes that go on",
                String.format(
                        Locale.ROOT,
                        "%d sellers with %d requests in any %d s, one worker with 8 threads, %d s",
                        load.users(),
                        load.requests(),
                        load.window().toSeconds(),
                        seconds),
                List.of(new Contender(
                        "one script (default)",
                        new Resumption(load.users(), load.requests(), load.window(), 8, load.time()))));
    }

    private Comparison memory() {
        int many = users > 0 ? users : 10_000;
        int each = limit > 0 ? limit : 200;
        return new Comparison(
                "Memory of active sellers",
                "each has just sent all requests of a window; RRateLimiter with a twentieth of the sellers, because it takes so"
                        + " long: its memory per seller does not depend on their number",
                List.of(
                        new Contender("one script (default)", new Memory(Order.Limiter.SCRIPT, many, each)),
                        new Contender(
                                "RRateLimiter", new Memory(Order.Limiter.REDISSON, Math.max(1, many / 20), each))));
    }

    @Override
    protected Map<String, String> versions() {
        try (LocalRedis redis = LocalRedis.start()) {
            return Map.of(
                    "redis",
                    Objects.requireNonNull(redis.info("server").get("redis_version")),
                    "redisson",
                    Versions.of("org.redisson", "redisson"));
        }
    }

    @Override
    protected int exitCode(List<Comparison.Outcome> outcomes) {
        return violated(outcomes) ? 1 : 0;
    }

    /** Our own may not have broken a limit, in any round. */
    private static boolean violated(List<Comparison.Outcome> outcomes) {
        return outcomes.stream()
                .flatMap(outcome -> outcome.rows().stream())
                .filter(row -> row.name().startsWith("one script"))
                .flatMap(row -> row.rounds().getOrDefault("violations", List.of()).stream())
                .anyMatch(violations -> violations > 0);
    }
}
