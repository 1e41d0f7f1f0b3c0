package io.brxsync.cli;

import io.brxsync.BrxException;
import io.brxsync.port.Account;
import io.brxsync.port.SyncStore;
import java.io.PrintStream;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One user: the account, what is left of its allowance, and its latest operations. Without Redis it says all but the
 * allowance and then fails with what is out of reach.
 */
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
        OrderHealthView orders = OrderHealthView.of(store.stock().health(user, OrderHealthView.RECENT));
        OutboundHealthView outbound = OutboundHealthView.of(store.outbound(), user);
        AllowanceView allowance = null;
        BrxException away = null;
        try {
            allowance = AllowanceView.of(
                    wiring.brx().rateLimiter().allowance(user), wiring.config().limits());
        } catch (BrxException e) {
            away = e;
        }
        print(new Result(AccountView.of(account), orders, outbound, allowance, operations), json);
        if (away != null) {
            throw away;
        }
        return ExitCode.DONE;
    }

    private void print(Result result, boolean json) {
        PrintStream out = wiring.shell().out();
        if (json) {
            Json.print(out, result);
        } else {
            print(out, result);
        }
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
        result.outbound().print(out, wiring.shell());
        AllowanceView allowance = result.allowance();
        out.println("allowance  " + (allowance == null ? "unknown" : allowance.throttle()));
        if (allowance != null) {
            out.println();
            allowance.table().print(out, wiring.shell().terminal());
        }
        if (!result.operations().isEmpty()) {
            out.println();
            OperationView.table(result.operations(), wiring.shell().clock())
                    .print(out, wiring.shell().terminal());
        }
    }

    private record Result(
            AccountView account,
            OrderHealthView orders,
            OutboundHealthView outbound,
            @Nullable AllowanceView allowance,
            List<OperationView> operations) {}
}
