package io.brxsync.examples.benchmark.latency;

import io.brxsync.examples.benchmark.Comparison;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Question;
import io.brxsync.examples.benchmark.Versions;
import io.brxsync.examples.benchmark.rivals.QueueSystem;
import io.brxsync.examples.benchmark.rivals.RivalOptions;
import io.brxsync.examples.benchmark.rivals.Setup;
import java.io.PrintStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run.sh latency}. */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How long from enqueueing an urgent task to the start of its handler: with nothing else to do, and while bulk"
                    + " tasks wait and run?",
            "The floor is a thread that waits at a list of Redis for the next task and forgets it as it is handed out."
        })
public final class LatencyQuestion extends Question {
    /** Whoever only looks from time to time gets fewer tasks: as many as it can start in this time at most. */
    private static final Duration OF_LOOKING = Duration.ofSeconds(100);

    private static final int WARM_UP_OF_LOOKING = 10;

    @Option(names = "--tasks", paramLabel = "N", description = "Urgent tasks that count (default: 2000).")
    private int tasks = 2000;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description =
                    "Before those that count, so that nothing is compiled any more: a worker runs for days (default:"
                            + " 20000).")
    private int warmUp = 20_000;

    @Option(names = "--pause", paramLabel = "MICROS", description = "Between two of them (default: 3000).")
    private int pause = 3000;

    @Option(
            names = "--bulk",
            paramLabel = "N",
            description = "Bulk tasks, of 1,000 users, that wait under load (default: 100000).")
    private int bulk = 100_000;

    @Option(
            names = "--bulk-micros",
            paramLabel = "N",
            description = "How long each takes, waiting (default: 5000; 0 keeps every processor busy).")
    private int bulkMicros = 5000;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the worker (default: 8).")
    private int threads = 8;

    @Mixin
    private RivalOptions others = new RivalOptions();

    private final Map<String, String> versions = new TreeMap<>();

    /** The question with its defaults. */
    public LatencyQuestion() {
        super("latency", 3);
    }

    @Override
    protected List<Comparison.Outcome> ask(int rounds, PrintStream out) throws Exception {
        versions.putAll(others.versions());
        versions.put("redisson", Versions.of("org.redisson", "redisson"));
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new Contender("floor: take()", new Pulse(RedissonWire::new, beat(Duration.ZERO))));
        contenders.addAll(idleAndBusy(QueueSystem.BRX_SYNC));
        others.rivals().forEach(rival -> contenders.addAll(idleAndBusy(rival)));
        Comparison comparison = new Comparison(
                "Enqueued to started",
                String.format(
                        Locale.ROOT,
                        "%d urgent tasks, one every %d us after %d to warm up, fewer where a worker only looks from time"
                                + " to time; under load, %d tasks wait and run on the same %d threads, each for %d us",
                        tasks,
                        pause,
                        warmUp,
                        bulk,
                        threads,
                        bulkMicros),
                contenders);
        return List.of(comparison.run(rounds, out));
    }

    private List<Contender> idleAndBusy(QueueSystem system) {
        Contender idle =
                new Contender(system + ", idle", new Pulse(url -> wire(system, url, 0), beat(system.polling())));
        if (!system.hasPriorities()) {
            return List.of(idle);
        }
        // A worker that is busy need not wait for its next look.
        Pulse.Beat busy = new Pulse.Beat(
                beat(system.polling()).warmUp(), beat(system.polling()).tasks(), pause(), Duration.ZERO);
        int fewer = bulk / system.bulkDivisor();
        return List.of(idle, new Contender(system + ", under load", new Pulse(url -> wire(system, url, fewer), busy)));
    }

    private Pulse.Wire wire(QueueSystem system, String redisUrl, int inTheWay) throws Exception {
        return new ProcessWire(system, Setup.of(redisUrl, threads, others.interpreters()), inTheWay, bulkMicros);
    }

    private Pulse.Beat beat(Duration polling) {
        if (polling.isZero()) {
            return new Pulse.Beat(warmUp, tasks, pause(), Duration.ZERO);
        }
        int fewer = (int) Math.min(tasks, OF_LOOKING.dividedBy(polling));
        return new Pulse.Beat(fewer / WARM_UP_OF_LOOKING, fewer, pause(), polling);
    }

    private Duration pause() {
        return Duration.of(pause, ChronoUnit.MICROS);
    }

    @Override
    protected Map<String, String> versions() {
        return versions;
    }
}
