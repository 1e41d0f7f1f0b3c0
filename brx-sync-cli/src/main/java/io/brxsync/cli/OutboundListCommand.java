package io.brxsync.cli;

import io.brxsync.port.OutboundChange.State;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code outbound list}. */
@Command(
        name = "list",
        description = "Lists a user's changes on their way to CardTrader, newest first.",
        footerHeading = "%nWith --json:%n",
        footer = {
            "  {\"changes\":[{\"id\",\"user\",\"kind\",\"product\",\"blueprint_id\",\"reference\",\"state\",\"result\",",
            "               \"change\":{...},\"job\",\"operation\",\"created_at\",\"sent_at\",\"settled_at\"}]}"
        })
final class OutboundListCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Option(names = "--user", paramLabel = "ID", required = true, description = "The user.")
    @SuppressWarnings("NullAway.Init") // required
    private UUID user;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            completionCandidates = Candidates.OutboundStates.class,
            description = "Only those in this state, may be repeated: ${COMPLETION-CANDIDATES}.")
    private List<State> states = new ArrayList<>();

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Listing listing;

    OutboundListCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        List<OutboundView> changes = wiring.brx().store().outbound().latest(user, states, listing.limit()).stream()
                .map(OutboundView::of)
                .toList();
        return listing.print(
                wiring.shell(),
                changes,
                Result::new,
                "No changes",
                () -> OutboundView.table(changes, wiring.shell().clock()));
    }

    private record Result(List<OutboundView> changes) {}
}
