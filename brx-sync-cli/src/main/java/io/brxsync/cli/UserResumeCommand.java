package io.brxsync.cli;

import io.brxsync.BrxSync;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code user resume}: ends a suspension. */
@Command(name = "resume", description = "Ends 'user suspend': tasks that waited run now.")
final class UserResumeCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Option(names = "--user", required = true, paramLabel = "ID", description = "The user, a UUID.")
    private @Nullable UUID user;

    UserResumeCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        UUID id = Objects.requireNonNull(user);
        BrxSync brx = wiring.brx();
        if (!brx.store().accounts().suspend(id, false)) {
            throw Users.notConnected(id);
        }
        brx.queues().release(id);
        wiring.shell().out().println("Resumed " + id);
        return ExitCode.DONE;
    }
}
