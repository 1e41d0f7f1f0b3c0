package io.brxsync.cli;

import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code user show}. */
@Command(
        name = "show",
        description = "Shows one connected user and their latest operations; the same as 'status --user'.")
final class UserShowCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Option(names = "--user", required = true, paramLabel = "ID", description = "The user, a UUID.")
    private @Nullable UUID user;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    UserShowCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        return new UserReport(wiring).print(java.util.Objects.requireNonNull(user), json);
    }
}
