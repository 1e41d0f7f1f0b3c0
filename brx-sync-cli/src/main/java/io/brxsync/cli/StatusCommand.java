package io.brxsync.cli;

import io.brxsync.port.Account;
import io.brxsync.port.SyncStatus;
import io.brxsync.port.SyncStore;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code status}: every user's sync state, or one user's in detail. */
@Command(
        name = "status",
        description = {
            "Shows the sync state of all users, those in trouble first, or of one user with the latest operations.",
            "Reads the database only; with --user also what is left of the user's allowance, from Redis."
        },
        footerHeading = "%nWith --json:%n",
        footer = {
            "  {\"users\":{\"total\",\"idle\",\"initial_sync\",\"active\",\"error\",\"suspended\"},",
            "   \"accounts\":[{\"account\":{\"user\",\"status\",\"suspended\",\"last_sync_at\",\"last_error\",\"connected_at\","
                    + "\"products\"},",
            "                \"operation\":{...}|null}]}",
            "and with --user: {\"account\":{...},\"orders\":{\"seen\",\"without_webhook\",\"last_webhook_at\",\"last_poll_at\",",
            "   \"webhook_missing_since\"},",
            "   \"outbound\":{\"waiting\",\"under_way\",\"refused\",\"review\",\"newest\":[{...as outbound list...}]},",
            "   \"allowance\":{\"throttle_factor\",\"paused_ms\",",
            "      \"general\":{\"used\",\"limit\",\"window_ms\",\"next_ms\",\"next_urgent_ms\"},\"jobs\":{...},"
                    + "\"marketplace\":{...}}|null,",
            "   \"operations\":[{\"id\",\"type\",\"status\",\"progress_percent\",",
            "   \"counts\":{\"total_products\",\"processed\",\"created\",\"updated\",\"unchanged\",\"removed\",\"skipped\"},",
            "   \"skipped_reasons\":{...},\"message\",\"created_at\",\"completed_at\"}]}"
        })
final class StatusCommand implements Callable<Integer> {
    private static final Comparator<Account> TROUBLE_FIRST = Comparator.comparingInt(
                    (Account account) -> rank(account.status()))
            .thenComparing(Account::lastSyncAt, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Account::user);

    private final Wiring wiring;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--user",
            paramLabel = "ID",
            description = "Only this user, with allowance, throttle and the latest operations.")
    private @Nullable UUID user;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "Show at most so many users (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    StatusCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        Usage.require(spec, limit >= 1, "--limit must be at least 1, got " + limit);
        if (user != null) {
            return new UserReport(wiring).print(user, json);
        }
        SyncStore store = wiring.brx().store();
        List<Account> accounts = store.accounts().list();
        List<Row> rows = accounts.stream()
                .sorted(TROUBLE_FIRST)
                .limit(limit)
                .map(account -> new Row(AccountView.of(account), latest(store, account.user())))
                .toList();
        Result result = new Result(UserCounts.of(accounts), rows);
        if (json) {
            Json.print(wiring.shell().out(), result);
        } else {
            print(result);
        }
        return ExitCode.DONE;
    }

    private static int rank(SyncStatus status) {
        return switch (status) {
            case ERROR -> 0;
            case INITIAL_SYNC -> 1;
            case IDLE -> 2;
            case ACTIVE -> 3;
        };
    }

    private static @Nullable OperationView latest(SyncStore store, UUID user) {
        return store.operations().latest(user, 1).stream()
                .map(OperationView::of)
                .findFirst()
                .orElse(null);
    }

    private void print(Result result) {
        PrintStream out = wiring.shell().out();
        out.println(result.users().line());
        if (result.accounts().isEmpty()) {
            return;
        }
        Table table = new Table("USER", "STATUS", ">PRODUCTS", "LAST SYNC", "LATEST", "STATE", ">%", "LAST ERROR");
        result.accounts().forEach(row -> {
            AccountView account = row.account();
            OperationView latest = row.operation();
            table.row(
                    account.user(),
                    account.label(),
                    account.products(),
                    account.age(wiring.shell().clock()),
                    latest == null ? null : latest.type(),
                    latest == null ? null : latest.status(),
                    latest == null ? null : latest.progressPercent(),
                    account.lastError() == null ? "" : account.lastError());
        });
        table.print(out, wiring.shell().terminal());
        if (result.users().total() > result.accounts().size()) {
            out.println("(" + (result.users().total() - result.accounts().size()) + " more, see --limit)");
        }
    }

    private record Result(UserCounts users, List<Row> accounts) {}

    private record Row(AccountView account, @Nullable OperationView operation) {}
}
