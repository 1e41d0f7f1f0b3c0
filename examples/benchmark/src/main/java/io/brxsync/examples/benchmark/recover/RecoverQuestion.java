package io.brxsync.examples.benchmark.recover;

import io.brxsync.examples.benchmark.Comparison;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Question;
import io.brxsync.examples.benchmark.rivals.QueueSystem;
import io.brxsync.examples.benchmark.rivals.RivalOptions;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run.sh recover}. */
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How long is work interrupted when a worker process is killed, and when Redis loses everything?",
            "Rivals are asked what becomes of running tasks; none of them has an outbox to recover from."
        })
public final class RecoverQuestion extends Question {
    private static final int THREADS = 8;

    @Option(names = "--only", paramLabel = "PART", description = "kill, flush or fate (default: all).")
    private @Nullable Part only;

    @Option(names = "--waiting", paramLabel = "N", description = "Tasks when the worker is killed (default: 400).")
    private int waiting = 400;

    @Option(names = "--lease", paramLabel = "SECONDS", description = "A short lease (default: 10).")
    private int lease = 10;

    @Option(names = "--pending", paramLabel = "N", description = "Operations when Redis forgets (default: 100000).")
    private int pending = 100_000;

    @Option(
            names = "--within",
            paramLabel = "SECONDS",
            description = "How long tasks are waited for that ran in a killed worker (default: 120).")
    private int within = 120;

    @Mixin
    private RivalOptions others = new RivalOptions();

    private final Map<String, String> versions = new TreeMap<>();

    /** Parts of the answer. */
    enum Part {
        /** A worker process is killed. */
        kill,
        /** Redis forgets everything. */
        flush,
        /** What becomes of tasks that run in a killed worker, with rivals. */
        fate
    }

    /** The question with its defaults. */
    public RecoverQuestion() {
        super("recover", 3);
    }

    @Override
    protected List<Comparison.Outcome> ask(int rounds, PrintStream out) throws Exception {
        versions.putAll(others.versions());
        List<Comparison.Outcome> outcomes = new ArrayList<>();
        for (Part part : Part.values()) {
            if (only == null || only == part) {
                outcomes.add(comparison(part).run(rounds, out));
            }
        }
        return outcomes;
    }

    private Comparison comparison(Part part) {
        return switch (part) {
            case kill ->
                new Comparison(
                        "A worker is killed",
                        String.format(
                                Locale.ROOT,
                                "SIGKILL while 8 syncs run, lease %d s; another worker is started at that moment",
                                lease),
                        List.of(killed("nothing else waits", 2 * THREADS), killed(waiting + " others wait", waiting)));
            case flush ->
                new Comparison(
                        "Redis forgets everything",
                        String.format(Locale.ROOT, "FLUSHALL with %,d pending operations of as many sellers", pending),
                        List.of(new Contender("brx-sync", new FlushedRedis(pending))));
            case fate ->
                new Comparison(
                        "Fate of running tasks",
                        String.format(
                                Locale.ROOT,
                                "SIGKILL while a worker runs 8 tasks; another one is started at that moment; as each system is by"
                                        + " default, and as it is when set to %d s",
                                lease),
                        fates());
        };
    }

    private List<Contender> fates() {
        List<QueueSystem> systems = new ArrayList<>(List.of(QueueSystem.BRX_SYNC));
        systems.addAll(others.rivals());
        List<Contender> contenders = new ArrayList<>();
        for (QueueSystem system : systems) {
            contenders.add(new Contender(system.toString(), fate(system, Duration.ZERO)));
            if (system.hasLeases()) {
                contenders.add(new Contender(system + ", " + lease + " s", fate(system, Duration.ofSeconds(lease))));
            }
        }
        return contenders;
    }

    private RunningTasks fate(QueueSystem system, Duration howLong) {
        return new RunningTasks(system, THREADS, howLong, others.interpreters(), Duration.ofSeconds(within));
    }

    private Contender killed(String name, int tasks) {
        return new Contender(name, new KilledWorker(tasks, THREADS, Duration.ofSeconds(lease)));
    }

    @Override
    protected Map<String, String> versions() {
        return versions;
    }
}
