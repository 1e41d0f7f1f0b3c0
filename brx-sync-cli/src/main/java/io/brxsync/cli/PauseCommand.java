package io.brxsync.cli;

import io.brxsync.task.TaskNames;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pause}: no worker takes tasks from a queue any more. */
@Command(
        name = "pause",
        description = "Pauses a queue: workers take no tasks from it until 'resume'. Running tasks go on.")
final class PauseCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "QUEUE", completionCandidates = Candidates.Queues.class, description = "The queue.")
    private String queue = "";

    PauseCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        Usage.of(spec, "QUEUE", () -> TaskNames.requireQueue(queue));
        wiring.brx().queues().pause(queue);
        wiring.shell().out().println("Paused " + queue);
        return ExitCode.DONE;
    }
}
