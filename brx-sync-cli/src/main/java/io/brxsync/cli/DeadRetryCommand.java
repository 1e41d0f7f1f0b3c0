package io.brxsync.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dead retry}. */
@Command(name = "retry", description = "Puts dead letters back into their lanes, with attempts and crashes at zero.")
final class DeadRetryCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Mixin
    private final DeadSelection selection = new DeadSelection();

    DeadRetryCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        int affected = selection.apply(wiring, tasks -> wiring.brx().queues().retryDead(tasks));
        wiring.shell().out().println("Retried " + affected + (affected == 1 ? " dead letter" : " dead letters"));
        return selection.exitCode(affected);
    }
}
