package io.brxsync.cli;

import io.brxsync.queue.QueueControl;
import io.brxsync.queue.QueueLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code limits}: how many tasks may run at the same time, and how many may wait. */
@Command(
        name = "limits",
        description = {
            "Shows and sets limits of the namespace: how many tasks of a queue or a type run at the same time on all"
                    + " workers together, and how many tasks may wait. They hold at once and until they are set anew;"
                    + " 'none' ends one.",
            "What exceeds a bound on waiting tasks is refused: 'enqueue' says which bound and ends with 1. What was"
                    + " accepted before is never lost."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  brx-sync limits",
            "  brx-sync limits bulk-sync=2 type:order_webhook=4",
            "  brx-sync limits --waiting-per-user 10000 --waiting-per-queue 1000000",
            "  brx-sync limits bulk-sync=none",
            "With --json: {\"queues\":{\"bulk-sync\":2},\"types\":{},\"waiting_per_user\":10000,\"waiting_per_queue\":null}"
        })
final class LimitsCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME=N",
            arity = "0..*",
            description = "Tasks that run at the same time: QUEUE=N or type:TYPE=N.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--waiting-per-user",
            paramLabel = "N",
            description = "Tasks of one user that may wait in one queue, not counting those that wait for their time.")
    private @Nullable String waitingPerUser;

    @Option(names = "--waiting-per-queue", paramLabel = "N", description = "Tasks that may wait in one queue.")
    private @Nullable String waitingPerQueue;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    LimitsCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        List<LimitSetting> wanted = Usage.of(
                spec, "NAME=N", () -> settings.stream().map(LimitSetting::parse).toList());
        boolean perUser = waitingPerUser != null;
        boolean perQueue = waitingPerQueue != null;
        Integer user = bound("--waiting-per-user", waitingPerUser);
        Integer queue = bound("--waiting-per-queue", waitingPerQueue);
        QueueControl queues = wiring.brx().queues();
        wanted.forEach(setting -> setting.apply(queues));
        if (perUser || perQueue) {
            QueueLimits before = queues.limits();
            queues.bound(perUser ? user : before.perLane(), perQueue ? queue : before.perQueue());
        }
        print(queues.limits());
        return ExitCode.DONE;
    }

    private @Nullable Integer bound(String option, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return LimitSetting.number(text);
        } catch (IllegalArgumentException e) {
            throw Usage.error(spec, option + ": " + e.getMessage());
        }
    }

    private void print(QueueLimits limits) {
        if (json) {
            Json.print(
                    wiring.shell().out(),
                    new Result(limits.queues(), limits.types(), limits.perLane(), limits.perQueue()));
            return;
        }
        Table table = new Table("LIMIT", ">TASKS");
        limits.queues().forEach((name, limit) -> table.row("running of " + name, limit));
        limits.types().forEach((name, limit) -> table.row("running of type:" + name, limit));
        table.row("waiting per user and queue", text(limits.perLane()));
        table.row("waiting per queue", text(limits.perQueue()));
        table.print(wiring.shell().out(), wiring.shell().terminal());
    }

    private static Object text(@Nullable Integer bound) {
        return bound == null ? "none" : bound;
    }

    private record Result(
            Map<String, Integer> queues,
            Map<String, Integer> types,
            @Nullable Integer waitingPerUser,
            @Nullable Integer waitingPerQueue) {}
}
