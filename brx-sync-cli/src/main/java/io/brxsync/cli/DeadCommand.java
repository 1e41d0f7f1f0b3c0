package io.brxsync.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dead}: the group of commands around tasks that were given up. */
@Command(
        name = "dead",
        description = "Lists, shows, retries and purges dead letters: tasks that were given up.",
        synopsisSubcommandLabel = "COMMAND")
final class DeadCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.error(spec, "Missing command: list, show, retry or purge");
    }
}
