package io.brxsync.examples.benchmark.latency;

import io.brxsync.examples.benchmark.Comparison;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Machine;
import io.brxsync.examples.benchmark.Report;
import io.brxsync.examples.benchmark.Versions;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
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
public final class LatencyQuestion implements Callable<Integer> {
    @Option(names = "--rounds", paramLabel = "N", description = "Rounds (default: 3).")
    private int rounds = 3;

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

    @Option(names = "--json", paramLabel = "FILE", description = "Where the figures go (default: latency.json).")
    private Path json = Path.of("latency.json");

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        Machine machine = Machine.here(Clock.systemUTC());
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
        Map<String, String> versions = Map.of("redisson", Versions.of("org.redisson", "redisson"));
        Report report = new Report("latency", machine, versions, List.of(comparison.run(rounds, out)));
        report.print(out);
        report.write(json);
        return 0;
    }
}
