package io.brxsync.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code celery}: the group of commands around messages of a Celery service. */
@Command(
        name = "celery",
        description =
                "Shows what 'worker --celery-bridge' could not take over from Celery's lists, and what to do about it.",
        synopsisSubcommandLabel = "COMMAND")
final class CeleryCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.error(spec, "Missing command: list, retry, purge or restore");
    }
}
