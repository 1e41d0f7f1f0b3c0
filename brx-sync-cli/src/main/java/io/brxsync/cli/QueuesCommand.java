package io.brxsync.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code queues}: what waits, runs and failed. */
@Command(
        name = "queues",
        description = "Shows every queue that ever held a task.",
        footerHeading = "%nWith --json:%n",
        footer = {
            "  {\"queues\":[{\"queue\",\"ready\",\"in_flight\",\"scheduled\",\"held\",\"parked\",\"dead\",\"oldest_seconds\",\"paused\"}]}",
            "'held' and 'parked' count users who wait, the others count tasks."
        })
final class QueuesCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    QueuesCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        List<QueueView> queues =
                wiring.brx().queues().stats().stream().map(QueueView::of).toList();
        if (json) {
            Json.print(wiring.shell().out(), new Result(queues));
        } else if (queues.isEmpty()) {
            wiring.shell().out().println("No queue has held a task yet");
        } else {
            QueueView.table(queues).print(wiring.shell().out(), wiring.shell().terminal());
        }
        return ExitCode.DONE;
    }

    private record Result(List<QueueView> queues) {}
}
