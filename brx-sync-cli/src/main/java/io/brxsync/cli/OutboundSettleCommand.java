package io.brxsync.cli;

import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code outbound settle}. */
@Command(
        name = "settle",
        description = {
            "Settles a change that is in review, or whose task was given up or cancelled, and has its product read again.",
            "Nothing is sent to CardTrader."
        })
final class OutboundSettleCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Parameters(paramLabel = "CHANGE", description = "The change's number, see 'brx-sync outbound list'.")
    private long id;

    @Option(
            names = "--as",
            paramLabel = "OUTCOME",
            required = true,
            description = "What somebody who looked found: ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init") // required
    private Outcome outcome;

    /** What can be found. */
    enum Outcome {
        DONE,
        REFUSED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    OutboundSettleCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        State state = switch (outcome) {
            case DONE -> State.DONE;
            case REFUSED -> State.REFUSED;
        };
        OutboundChange change = wiring.brx().stock().settle(id, state);
        wiring.shell()
                .out()
                .println("Settled change " + id + " of product "
                        + change.subject().externalStockId() + " as " + state.wireName());
        return ExitCode.DONE;
    }
}
