package io.brxsync.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which dead letters a command is about: named ones, those of a queue, or all. */
final class DeadSelection {
    private static final int CHUNK = 500;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "TASK", arity = "0..*", description = "Ids of tasks.")
    private List<String> tasks = new ArrayList<>();

    @Option(names = "--all", description = "All dead letters, or with --queue all of that queue.")
    private boolean all;

    @Option(
            names = "--queue",
            paramLabel = "Q",
            completionCandidates = Candidates.Queues.class,
            description = "With --all: only those of this queue.")
    private @Nullable String queue;

    /**
     * Does something to all of them, in chunks.
     *
     * @return how many were dead
     */
    int apply(Wiring wiring, ToIntFunction<List<String>> action) {
        Usage.require(spec, all || queue == null, "--queue needs --all");
        Usage.require(spec, all != !tasks.isEmpty(), "Name the tasks, or use --all");
        List<String> ids = all ? new DeadLetters(wiring.brx().queues()).ids(queue) : List.copyOf(tasks);
        int affected = 0;
        for (int from = 0; from < ids.size(); from += CHUNK) {
            affected += action.applyAsInt(ids.subList(from, Math.min(from + CHUNK, ids.size())));
        }
        return affected;
    }

    /** 1 if a named task was not dead, else 0. */
    int exitCode(int affected) {
        return all || affected == tasks.stream().distinct().count() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
