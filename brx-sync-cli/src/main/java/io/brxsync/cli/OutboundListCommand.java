package io.brxsync.cli;

import io.brxsync.port.OutboundChange.State;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--user", paramLabel = "ID", required = true, description = "The user.")
    @SuppressWarnings("NullAway.Init") // required
    private UUID user;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only those in this state, may be repeated: ${COMPLETION-CANDIDATES}.")
    private List<State> states = new ArrayList<>();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    OutboundListCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        Usage.require(spec, limit >= 1, "--limit must be at least 1, got " + limit);
        List<OutboundView> changes = wiring.brx().store().outbound().latest(user, states, limit).stream()
                .map(OutboundView::of)
                .toList();
        if (json) {
            Json.print(wiring.shell().out(), new Result(changes));
        } else if (changes.isEmpty()) {
            wiring.shell().out().println("No changes");
        } else {
            OutboundView.table(changes, wiring.shell().clock())
                    .print(wiring.shell().out(), wiring.shell().terminal());
        }
        return ExitCode.DONE;
    }

    private record Result(List<OutboundView> changes) {}
}
