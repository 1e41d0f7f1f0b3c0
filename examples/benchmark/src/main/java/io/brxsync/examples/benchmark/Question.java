package io.brxsync.examples.benchmark;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A question that is answered by comparisons: a table on standard output, every round's figures in a file. */
public abstract class Question implements Callable<Integer> {
    private final String name;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds of each comparison (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "Where the figures go (default: the question's name).")
    private @Nullable Path json;

    /**
     * A question with its defaults.
     *
     * @param name as on the command line
     * @param rounds unless told otherwise
     */
    protected Question(String name, int rounds) {
        this.name = name;
        this.rounds = rounds;
    }

    /**
     * Measures.
     *
     * @param progress hears what is being done
     */
    protected abstract List<Comparison.Outcome> ask(int rounds, PrintStream progress) throws Exception;

    /** Versions of what was measured; none unless told otherwise. */
    protected Map<String, String> versions() {
        return Map.of();
    }

    /** The exit code by what came out; 0 unless told otherwise. */
    protected int exitCode(List<Comparison.Outcome> outcomes) {
        return 0;
    }

    @Override
    public final Integer call() throws Exception {
        Machine machine = Machine.here(Clock.systemUTC());
        List<Comparison.Outcome> outcomes = ask(rounds, System.out);
        Report report = new Report(name, machine, versions(), outcomes);
        report.print(System.out);
        report.write(json == null ? Path.of(name + ".json") : json);
        return exitCode(outcomes);
    }
}
