package io.brxsync.cli;

import io.brxsync.BrxException;
import io.brxsync.BrxSync;
import io.brxsync.port.Account;
import io.brxsync.queue.Enqueued;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code resync}: whole inventories anew, through the queue or inside this process. */
@Command(
        name = "resync",
        description = "Exports the inventories of users from CardTrader anew and merges them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  brx-sync resync --user 3f1b6a52-0c5e-4d0e-9a53-6f0d7f3c9b11 --wait",
            "  brx-sync resync --stale 24h",
            "  brx-sync resync --all --inline"
        })
final class ResyncCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Who who = new Who();

    @Option(names = "--wait", description = "Wait for the ends; exit code 1 if a sync failed.")
    private boolean wait;

    @Option(names = "--inline", description = "Run inside this process, one user after the other, without a worker.")
    private boolean inline;

    @Option(
            names = "--allow-mass-removal",
            description = "Take even a suspiciously large number of vanished products for sold out.")
    private boolean allowMassRemoval;

    /** Whose inventory. */
    static final class Who {
        @Option(names = "--user", arity = "1..*", split = ",", paramLabel = "ID", description = "These users.")
        private List<UUID> users = new ArrayList<>();

        @Option(names = "--all", description = "All connected users that are not suspended.")
        private boolean all;

        @Option(
                names = "--stale",
                paramLabel = "TIME",
                description = "Users whose last sync ended longer ago than this, or never, and who are not in error.")
        private @Nullable Duration stale;
    }

    ResyncCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws InterruptedException {
        Usage.require(spec, !(wait && inline), "--inline waits by itself; leave --wait out");
        BrxSync brx = wiring.brx();
        List<UUID> users = users(brx);
        if (users.isEmpty()) {
            wiring.shell().out().println("No user to sync");
            return ExitCode.DONE;
        }
        if (inline) {
            return new InlineResync(wiring.shell(), brx, allowMassRemoval).run(users);
        }
        Map<UUID, String> tasks = enqueue(brx, users);
        boolean refused = tasks.size() < users.size();
        int waited = wait ? new ResyncWait(wiring.shell(), brx).until(tasks) : ExitCode.DONE;
        return waited == ExitCode.DONE && refused ? ExitCode.FAILED : waited;
    }

    private List<UUID> users(BrxSync brx) {
        if (who.stale != null) {
            return brx.store().accounts().stale(who.stale);
        }
        if (who.all) {
            return brx.store().accounts().list().stream()
                    .filter(account -> !account.suspended())
                    .map(Account::user)
                    .toList();
        }
        List<UUID> named = List.copyOf(new LinkedHashSet<>(who.users));
        for (UUID user : named) {
            if (Users.connected(brx.store().accounts(), user).suspended()) {
                throw BrxException.of(
                        BrxException.Kind.REJECTED,
                        "User " + user + " is suspended; 'brx-sync user resume --user " + user + "' ends that");
            }
        }
        return named;
    }

    private Map<UUID, String> enqueue(BrxSync brx, List<UUID> users) {
        List<TaskMessage> messages = users.stream()
                .map(user -> brx.codec().encode(new SyncTask.BulkSync(user, allowMassRemoval), EnqueueOptions.DEFAULTS))
                .toList();
        List<Enqueued> answers = brx.enqueueAll(messages);
        Map<UUID, String> tasks = new LinkedHashMap<>();
        Refusals refusals = new Refusals();
        for (int i = 0; i < answers.size(); i++) {
            Enqueued answer = answers.get(i);
            String outcome = answer.outcome().name().toLowerCase(Locale.ROOT);
            wiring.shell().out().println(users.get(i) + " " + answer.taskId() + " " + outcome);
            refusals.note(messages.get(i), answer);
            if (answer.outcome() != Enqueued.Outcome.REFUSED) {
                tasks.put(users.get(i), answer.taskId());
            }
        }
        refusals.complain(wiring.shell().err());
        return tasks;
    }
}
