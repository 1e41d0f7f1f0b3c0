package io.brxsync.cli;

import io.brxsync.port.StockMovement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code history}: the stock ledger. */
@Command(
        name = "history",
        description = {
            "Shows why a user's stock is what it is: every movement of the ledger, newest first.",
            "OUTCOME: moved (the quantity changed by CHANGE), contained (what was read before shows it already), reread"
                    + " (the product was read again to tell), unchanged."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  brx-sync history --user 6f1c0f5e-0000-4000-8000-000000000001 --product 452000001",
            "",
            "With --json:",
            "  {\"movements\":[{\"recorded_at\",\"happened_at\",\"external_stock_id\",\"blueprint_id\",\"cause\",\"outcome\",",
            "                 \"delta\",\"quantity_after\",\"reference\",\"detail\",\"operation_id\"}]}"
        })
final class HistoryCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Option(names = "--user", paramLabel = "ID", required = true, description = "Whose stock.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private UUID user;

    @Option(names = "--product", paramLabel = "ID", description = "Only this product (CardTrader's product id).")
    private @Nullable String product;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Listing listing;

    HistoryCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        List<Movement> movements = wiring.brx().store().stock().history(user, product, listing.limit()).stream()
                .map(Movement::of)
                .toList();
        return listing.print(wiring.shell(), movements, Result::new, "No movements recorded", () -> table(movements));
    }

    private static Table table(List<Movement> movements) {
        Table table = new Table("RECORDED", "PRODUCT", "CAUSE", "OUTCOME", ">CHANGE", ">THEN", "REFERENCE", "DETAIL");
        movements.forEach(movement -> table.row(
                movement.recordedAt(),
                movement.externalStockId(),
                movement.cause(),
                movement.outcome(),
                movement.delta() == null ? null : String.format(Locale.ROOT, "%+d", movement.delta()),
                movement.quantityAfter(),
                movement.reference(),
                movement.detail() == null ? "" : movement.detail()));
        return table;
    }

    private record Result(List<Movement> movements) {}

    private record Movement(
            @Nullable Instant recordedAt,
            @Nullable Instant happenedAt,
            @Nullable String externalStockId,
            @Nullable Integer blueprintId,
            String cause,
            String outcome,
            @Nullable Integer delta,
            @Nullable Integer quantityAfter,
            @Nullable String reference,
            @Nullable String detail,
            @Nullable String operationId) {

        static Movement of(StockMovement movement) {
            return new Movement(
                    movement.recordedAt(),
                    movement.happenedAt(),
                    movement.externalStockId(),
                    movement.blueprintId(),
                    movement.cause().name().toLowerCase(Locale.ROOT),
                    movement.outcome().name().toLowerCase(Locale.ROOT),
                    movement.delta(),
                    movement.quantityAfter(),
                    movement.reference(),
                    movement.detail(),
                    movement.operationId());
        }
    }
}
