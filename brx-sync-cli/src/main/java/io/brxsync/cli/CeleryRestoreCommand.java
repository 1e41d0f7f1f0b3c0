package io.brxsync.cli;

import io.brxsync.celery.CeleryBroker;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code celery restore}. */
@Command(
        name = "restore",
        description = {
            "Gives messages back to Celery's lists that Celery's workers took and never acknowledged, because they were killed.",
            "Celery and the bridge do so by themselves after the visibility timeout (CELERY_VISIBILITY_TIMEOUT)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  brx-sync celery restore                   those older than the visibility timeout",
            "  brx-sync celery restore --older-than 0s   all of them, once no Celery worker runs any more"
        })
final class CeleryRestoreCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description =
                    "Only those taken so long ago (default: the visibility timeout). What a running Celery worker has"
                            + " at hand is done twice if it is given back.")
    private @Nullable Duration olderThan;

    CeleryRestoreCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        Duration age = olderThan == null ? wiring.celeryConfig().visibilityTimeout() : olderThan;
        int restored = 0;
        try (CeleryBroker broker = wiring.celery()) {
            int round;
            do {
                round = broker.restoreUnacknowledged(age);
                restored += round;
            } while (round > 0);
        }
        wiring.shell().out().println("Gave back " + restored + (restored == 1 ? " message" : " messages"));
        return ExitCode.DONE;
    }
}
