package io.brxsync.cli;

import io.brxsync.celery.CeleryBroker;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code celery retry}. */
@Command(name = "retry", description = "Sends refused messages through the bridge again.")
final class CeleryRetryCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Mixin
    private final CelerySelection selection = new CelerySelection();

    CeleryRetryCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        return selection.apply(wiring, "Sent again", CeleryBroker::retry);
    }
}
