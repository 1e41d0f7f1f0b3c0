package io.brxsync.cli;

import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code user disconnect}: forgets a token. */
@Command(name = "disconnect", description = "Forgets a user's token and settings. The mirror of their inventory stays.")
final class UserDisconnectCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Option(names = "--user", required = true, paramLabel = "ID", description = "The user, a UUID.")
    private @Nullable UUID user;

    UserDisconnectCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        UUID id = Objects.requireNonNull(user);
        if (!wiring.brx().store().accounts().disconnect(id)) {
            throw Users.notConnected(id);
        }
        wiring.shell().out().println("Disconnected " + id);
        return ExitCode.DONE;
    }
}
