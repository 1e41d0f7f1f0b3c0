package io.brxsync.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dead list}. */
@Command(
        name = "list",
        description = "Lists dead letters, newest first.",
        footerHeading = "%nWith --json:%n",
        footer = {
            "  {\"dead\":[{\"id\",\"type\",\"version\",\"queue\",\"user\",\"reason\",\"attempts\",\"crashes\",\"enqueued_at\",",
            "            \"buried_at\",\"payload\":{...}}]}"
        })
final class DeadListCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--queue",
            paramLabel = "Q",
            completionCandidates = Candidates.Queues.class,
            description = "Only those of this queue.")
    private @Nullable String queue;

    @Option(
            names = "--offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "Skip so many (default: ${DEFAULT-VALUE}).")
    private int offset;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Listing listing;

    DeadListCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        Usage.require(spec, offset >= 0, "--offset must not be negative, got " + offset);
        List<DeadView> dead = wiring.brx().queues().dead(queue, offset, listing.limit()).stream()
                .map(DeadView::of)
                .toList();
        return listing.print(wiring.shell(), dead, Result::new, "No dead letters", () -> table(dead));
    }

    private Table table(List<DeadView> dead) {
        Table table = new Table("TASK", "TYPE", "QUEUE", "USER", ">TRIES", "BURIED", "REASON");
        dead.forEach(letter -> table.row(
                letter.id(),
                letter.type(),
                letter.queue(),
                letter.user(),
                letter.attempts() + letter.crashes(),
                AccountView.ago(letter.buriedAt(), wiring.shell().clock()),
                letter.reason()));
        return table;
    }

    private record Result(List<DeadView> dead) {}
}
