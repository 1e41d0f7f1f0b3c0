package io.brxsync.cli;

import io.brxsync.BrxSync;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code user suspend}: stops all work for a user; tasks wait meanwhile. */
@Command(
        name = "suspend",
        description = "Stops all work for a user. Tasks that run now end; others wait for 'user resume'.")
final class UserSuspendCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Option(names = "--user", required = true, paramLabel = "ID", description = "The user, a UUID.")
    private @Nullable UUID user;

    UserSuspendCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        UUID id = Objects.requireNonNull(user);
        BrxSync brx = wiring.brx();
        Users.connected(brx.store().accounts(), id);
        // The queue first: then no task is claimed just to find out that it has to wait.
        brx.queues().hold(id);
        if (!brx.store().accounts().suspend(id, true)) {
            brx.queues().release(id);
            throw Users.notConnected(id);
        }
        wiring.shell().out().println("Suspended " + id);
        return ExitCode.DONE;
    }
}
