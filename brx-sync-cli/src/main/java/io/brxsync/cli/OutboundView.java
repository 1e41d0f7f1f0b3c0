package io.brxsync.cli;

import io.brxsync.port.OutboundChange;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A change on its way to CardTrader as commands print it. Immutable.
 *
 * @param id its id
 * @param user the seller
 * @param kind {@code adjust}, {@code edit}, {@code create} or {@code delete}
 * @param product CardTrader's product id, null while a new product has none
 * @param blueprintId what card it is
 * @param reference the caller's key, or the operation
 * @param state {@code pending}, {@code sending}, {@code submitted}, {@code done}, {@code refused} or {@code review}
 * @param result how it ended or why it waits, null when there is nothing to say
 * @param change the values
 * @param job the bulk job that carries it, null outside of one
 * @param operation the operation that asked for it
 * @param createdAt asked for
 * @param sentAt sent, null before
 * @param settledAt settled, null before
 */
record OutboundView(
        long id,
        UUID user,
        String kind,
        @Nullable String product,
        int blueprintId,
        String reference,
        String state,
        @Nullable String result,
        JsonNode change,
        @Nullable UUID job,
        String operation,
        Instant createdAt,
        @Nullable Instant sentAt,
        @Nullable Instant settledAt) {

    static OutboundView of(OutboundChange change) {
        OutboundChange.JobItem job = change.job();
        return new OutboundView(
                change.id(),
                change.subject().user(),
                change.kind().wireName(),
                change.subject().externalStockId(),
                change.subject().blueprintId(),
                change.reference(),
                change.state().wireName(),
                change.result(),
                change.change(),
                job == null ? null : job.job(),
                change.operationId(),
                change.times().createdAt(),
                change.times().sentAt(),
                change.times().settledAt());
    }

    static Table table(List<OutboundView> changes, Clock clock) {
        Table table = new Table(">CHANGE", "KIND", ">PRODUCT", "STATE", "ASKED FOR", "REFERENCE", "RESULT");
        changes.forEach(change -> table.row(
                change.id(),
                change.kind(),
                change.product(),
                change.state(),
                AccountView.ago(change.createdAt(), clock),
                change.reference(),
                change.result()));
        return table;
    }
}
