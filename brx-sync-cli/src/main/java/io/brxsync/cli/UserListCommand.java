package io.brxsync.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code user list}. */
@Command(
        name = "list",
        description = "Lists all connected users.",
        footerHeading = "%nWith --json:%n",
        footer =
                "  {\"users\":[{\"user\",\"status\",\"suspended\",\"last_sync_at\",\"last_error\",\"connected_at\",\"products\"}]}")
final class UserListCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    UserListCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        List<AccountView> users = wiring.brx().store().accounts().list().stream()
                .map(AccountView::of)
                .toList();
        if (json) {
            Json.print(wiring.shell().out(), new Result(users));
            return ExitCode.DONE;
        }
        Table table = new Table("USER", "STATUS", ">PRODUCTS", "LAST SYNC", "LAST ERROR");
        users.forEach(user -> table.row(
                user.user(),
                user.label(),
                user.products(),
                user.age(wiring.shell().clock()),
                user.lastError()));
        table.print(wiring.shell().out(), wiring.shell().terminal());
        return ExitCode.DONE;
    }

    private record Result(List<AccountView> users) {}
}
