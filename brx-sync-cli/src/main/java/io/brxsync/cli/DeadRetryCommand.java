package io.brxsync.cli;

import io.brxsync.task.TaskNames;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dead retry}. */
@Command(
        name = "retry",
        description =
                "Puts dead letters back into their lanes, or into another queue, with attempts and crashes at zero.")
final class DeadRetryCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final DeadSelection selection = new DeadSelection();

    @Option(names = "--to", paramLabel = "Q", description = "Put them into this queue instead of their own.")
    private @Nullable String to;

    DeadRetryCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        String queue = to == null ? null : Usage.of(spec, "--to", () -> TaskNames.requireQueue(to));
        int affected = selection.apply(
                wiring,
                tasks -> queue == null
                        ? wiring.brx().queues().retryDead(tasks)
                        : wiring.brx().queues().moveDead(tasks, queue));
        wiring.shell().out().println("Retried " + affected + (affected == 1 ? " dead letter" : " dead letters"));
        return selection.exitCode(affected);
    }
}
