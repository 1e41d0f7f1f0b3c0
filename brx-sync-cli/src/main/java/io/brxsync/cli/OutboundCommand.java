package io.brxsync.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code outbound}: the group of commands around changes on their way to CardTrader. */
@Command(
        name = "outbound",
        description = {
            "Lists changes on their way to CardTrader, and settles those of which nobody can tell whether they were made.",
            "Such a change is in state review: compare the product at CardTrader with what was sold, put it right there or"
                    + " here, then settle it."
        },
        synopsisSubcommandLabel = "COMMAND")
final class OutboundCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.error(spec, "Missing command: list or settle");
    }
}
