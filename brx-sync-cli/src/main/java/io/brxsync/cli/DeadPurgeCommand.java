package io.brxsync.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dead purge}. */
@Command(name = "purge", description = "Forgets dead letters.")
final class DeadPurgeCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Mixin
    private final DeadSelection selection = new DeadSelection();

    DeadPurgeCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        int affected = selection.apply(wiring, tasks -> wiring.brx().queues().purgeDead(tasks));
        wiring.shell().out().println("Purged " + affected + (affected == 1 ? " dead letter" : " dead letters"));
        return selection.exitCode(affected);
    }
}
