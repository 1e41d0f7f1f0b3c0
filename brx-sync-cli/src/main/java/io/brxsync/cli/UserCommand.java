package io.brxsync.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code user}: the group of commands around connected accounts. */
@Command(
        name = "user",
        description = "Connects, shows, suspends and disconnects CardTrader accounts.",
        synopsisSubcommandLabel = "COMMAND")
final class UserCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.error(spec, "Missing command: connect, list, show, suspend, resume or disconnect");
    }
}
