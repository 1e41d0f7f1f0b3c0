package io.brxsync.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code migrate}: creates or adopts the schema. */
@Command(
        name = "migrate",
        description = {
            "Creates the tables in an empty database, or adopts and extends existing ones.",
            "Safe to repeat, and to run on several machines at once."
        })
final class MigrateCommand implements Callable<Integer> {
    private final Wiring wiring;

    MigrateCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        List<String> applied = wiring.brx().store().migrate();
        applied.forEach(migration -> wiring.shell().out().println("Applied " + migration));
        wiring.shell().out().println(applied.isEmpty() ? "The schema is up to date" : "The schema is now up to date");
        return ExitCode.DONE;
    }
}
