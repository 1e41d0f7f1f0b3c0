package io.brxsync.cli;

import io.brxsync.queue.TaskState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cancel}: tasks that are not wanted any more. */
@Command(
        name = "cancel",
        description = {
            "Cancels tasks, and says for each what became of it:",
            "cancelled (it waited and is gone), stopping (it runs; its worker is told within a third of the lease, and it"
                    + " never runs again), dead (it was given up before; see 'dead purge') or unknown (it has ended, or"
                    + " never was)."
        },
        footerHeading = "%nWith --json:%n",
        footer = "  {\"tasks\":[{\"id\",\"result\"}]}, where result is one of the words above.")
final class CancelCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Parameters(
            paramLabel = "TASK",
            arity = "1..*",
            description = "Ids of tasks, as 'enqueue' and 'status' print them.")
    private List<String> tasks = new ArrayList<>();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    CancelCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        List<Line> lines = new LinkedHashSet<>(tasks)
                .stream()
                        .map(task -> new Line(task, word(wiring.brx().cancel(task))))
                        .toList();
        if (json) {
            Json.print(wiring.shell().out(), new Result(lines));
        } else {
            lines.forEach(line -> wiring.shell().out().println(line.id() + " " + line.result()));
        }
        boolean all = lines.stream()
                .allMatch(line ->
                        line.result().equals("cancelled") || line.result().equals("stopping"));
        return all ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static String word(TaskState was) {
        return switch (was) {
            case READY, SCHEDULED -> "cancelled";
            case CLAIMED -> "stopping";
            case DEAD -> "dead";
            case UNKNOWN -> "unknown";
        };
    }

    private record Line(String id, String result) {}

    private record Result(List<Line> tasks) {}
}
