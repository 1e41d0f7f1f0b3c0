package io.brxsync.examples.benchmark.recover;

import io.brxsync.examples.benchmark.Comparison;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Question;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run.sh recover}. */
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How long is work interrupted when a worker process is killed, and when Redis loses everything?",
            "There is no rival: what is lost without leases and without an outbox does not come back."
        })
public final class RecoverQuestion extends Question {
    private static final int THREADS = 8;

    @Option(names = "--only", paramLabel = "PART", description = "kill or flush (default: both).")
    private @Nullable Part only;

    @Option(names = "--waiting", paramLabel = "N", description = "Tasks when the worker is killed (default: 400).")
    private int waiting = 400;

    @Option(names = "--lease", paramLabel = "SECONDS", description = "Lease of the killed worker (default: 10).")
    private int lease = 10;

    @Option(names = "--pending", paramLabel = "N", description = "Operations when Redis forgets (default: 100000).")
    private int pending = 100_000;

    /** Parts of the answer. */
    enum Part {
        /** A worker process is killed. */
        kill,
        /** Redis forgets everything. */
        flush
    }

    /** The question with its defaults. */
    public RecoverQuestion() {
        super("recover", 3);
    }

    @Override
    protected List<Comparison.Outcome> ask(int rounds, PrintStream out) throws Exception {
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
        };
    }

    private Contender killed(String name, int tasks) {
        return new Contender(name, new KilledWorker(tasks, THREADS, Duration.ofSeconds(lease)));
    }
}
