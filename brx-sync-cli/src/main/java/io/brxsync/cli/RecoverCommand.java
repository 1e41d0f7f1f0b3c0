package io.brxsync.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code recover}: the outbox into the queue. */
@Command(
        name = "recover",
        description = {
            "Enqueues again every pending operation of the database that Redis no longer knows.",
            "Workers do the same at their start and every minute."
        })
final class RecoverCommand implements Callable<Integer> {
    private final Wiring wiring;

    RecoverCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        long recovered = wiring.brx().recover();
        wiring.shell().out().println("Recovered " + recovered + (recovered == 1 ? " task" : " tasks"));
        return ExitCode.DONE;
    }
}
