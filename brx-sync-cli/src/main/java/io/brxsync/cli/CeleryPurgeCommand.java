package io.brxsync.cli;

import io.brxsync.celery.CeleryBroker;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code celery purge}. */
@Command(name = "purge", description = "Forgets refused messages.")
final class CeleryPurgeCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Mixin
    private final CelerySelection selection = new CelerySelection();

    CeleryPurgeCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        return selection.apply(wiring, "Purged", CeleryBroker::purge);
    }
}
