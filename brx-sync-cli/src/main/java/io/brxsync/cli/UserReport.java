package io.brxsync.cli;

import io.brxsync.port.Account;
import io.brxsync.port.SyncStore;
import java.io.PrintStream;
import java.util.List;
import java.util.UUID;

/** One user: the account and its latest operations. Needs no Redis. */
final class UserReport {
    private static final int OPERATIONS = 10;

    private final Wiring wiring;

    UserReport(Wiring wiring) {
        this.wiring = wiring;
    }

    int print(UUID user, boolean json) {
        SyncStore store = wiring.brx().store();
        Account account = Users.connected(store.accounts(), user);
        List<OperationView> operations = store.operations().latest(user, OPERATIONS).stream()
                .map(OperationView::of)
                .toList();
        PrintStream out = wiring.shell().out();
        OrderHealthView orders = OrderHealthView.of(store.stock().health(user, OrderHealthView.RECENT));
        Result result = new Result(AccountView.of(account), orders, operations);
        if (json) {
            Json.print(out, result);
        } else {
            print(out, result);
        }
        return ExitCode.DONE;
    }

    private void print(PrintStream out, Result result) {
        AccountView account = result.account();
        out.println("user       " + account.user());
        out.println("status     " + account.status() + (account.suspended() ? " (suspended)" : ""));
        out.println("products   " + account.products());
        out.println("last sync  " + account.age(wiring.shell().clock()));
        if (account.lastError() != null) {
            out.println("last error " + account.lastError().replaceAll("\\p{Cntrl}", " "));
        }
        result.orders().print(out, wiring.shell().clock());
        if (!result.operations().isEmpty()) {
            out.println();
            OperationView.table(result.operations(), wiring.shell().clock())
                    .print(out, wiring.shell().terminal());
        }
    }

    private record Result(AccountView account, OrderHealthView orders, List<OperationView> operations) {}
}
