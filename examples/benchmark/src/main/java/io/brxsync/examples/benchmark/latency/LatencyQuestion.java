package io.brxsync.examples.benchmark.latency;

import io.brxsync.examples.benchmark.Comparison;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Question;
import io.brxsync.examples.benchmark.Versions;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run.sh latency}. */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How long from enqueueing an urgent task to the start of its handler: with nothing else to do, and while bulk"
                    + " tasks of many users wait and run?",
            "The floor is a thread that waits at a list of Redis for the next task and forgets it as it is handed out."
        })
public final class LatencyQuestion extends Question {
    @Option(names = "--tasks", paramLabel = "N", description = "Urgent tasks that count (default: 2000).")
    private int tasks = 2000;

    @Option(names = "--pause", paramLabel = "MICROS", description = "Between two of them (default: 3000).")
    private int pause = 3000;

    @Option(names = "--bulk", paramLabel = "N", description = "Bulk tasks that wait under load (default: 100000).")
    private int bulk = 100_000;

    @Option(names = "--users", paramLabel = "N", description = "Users they belong to (default: 1000).")
    private int users = 1000;

    @Option(
            names = "--bulk-micros",
            paramLabel = "N",
            description = "How long each takes, waiting (default: 5000; 0 keeps every processor busy).")
    private int bulkMicros = 5000;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the worker (default: 8).")
    private int threads = 8;

    /** The question with its defaults. */
    public LatencyQuestion() {
        super("latency", 3);
    }

    @Override
    protected List<Comparison.Outcome> ask(int rounds, PrintStream out) throws Exception {
        OurWire.Load idle = new OurWire.Load(0, 1, 0, threads);
        OurWire.Load busy = new OurWire.Load(bulk, users, bulkMicros, threads);
        int warmUp = tasks;
        Comparison comparison = new Comparison(
                "Enqueued to started",
                String.format(
                        Locale.ROOT,
                        "%d urgent tasks, one every %d us after as many to warm up; under load, %d tasks of %d users wait"
                                + " and run on the same %d threads, each for %d us",
                        tasks,
                        pause,
                        bulk,
                        users,
                        threads,
                        bulkMicros),
                List.of(
                        new Contender(
                                "floor: take()",
                                new Pulse(
                                        (redis, started) -> new RedissonWire(redis.url(), started),
                                        warmUp,
                                        tasks,
                                        pause)),
                        new Contender(
                                "brx-sync, idle",
                                new Pulse(
                                        (redis, started) -> new OurWire(redis.url(), started, idle),
                                        warmUp,
                                        tasks,
                                        pause)),
                        new Contender(
                                "brx-sync, under load",
                                new Pulse(
                                        (redis, started) -> new OurWire(redis.url(), started, busy),
                                        warmUp,
                                        tasks,
                                        pause))));
        return List.of(comparison.run(rounds, out));
    }

    @Override
    protected Map<String, String> versions() {
        return Map.of("redisson", Versions.of("org.redisson", "redisson"));
    }
}
