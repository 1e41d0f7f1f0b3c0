package io.brxsync.cli;

import io.brxsync.task.TaskNames;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resume}: ends {@code pause}. */
@Command(name = "resume", description = "Ends 'pause': workers take tasks from the queue again.")
final class ResumeCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "QUEUE", completionCandidates = Candidates.Queues.class, description = "The queue.")
    private String queue = "";

    ResumeCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        Usage.of(spec, "QUEUE", () -> TaskNames.requireQueue(queue));
        wiring.brx().queues().resume(queue);
        wiring.shell().out().println("Resumed " + queue);
        return ExitCode.DONE;
    }
}
