package io.brxsync.store;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.Subject;
import io.brxsync.port.StockMovement;
import io.brxsync.port.StockMovement.Cause;
import io.brxsync.port.StockMovement.Outcome;
import io.brxsync.task.SyncTask;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes changes in: the mirror's row, the ledger and the record of what goes out, once per reference, inside one
 * transaction. Stateless.
 */
final class Acceptance {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptance.class);

    /** Of a product without a row; where products are read again, it stands for the whole inventory. */
    static final int UNKNOWN_BLUEPRINT = 0;

    private Acceptance() {}

    static OutboundChange accept(Handle handle, SyncTask task, String operationId) {
        if (task instanceof SyncTask.AdjustStock adjust) {
            return adjust(handle, adjust, operationId);
        }
        if (task instanceof SyncTask.PushProduct edit) {
            return EditAcceptance.accept(handle, edit, operationId);
        }
        if (task instanceof SyncTask.CreateProduct creation) {
            return Creations.accept(handle, creation, operationId);
        }
        if (task instanceof SyncTask.DeleteProduct deletion) {
            return delete(handle, deletion, operationId);
        }
        throw new IllegalArgumentException(task.getClass().getSimpleName() + " does not go out");
    }

    private static OutboundChange adjust(Handle handle, SyncTask.AdjustStock task, String operationId) {
        UUID user = task.user();
        String product = productId(task.externalStockId());
        Optional<OutboundChange> known = OutboundRows.lock(handle, user, OutboundChange.Kind.ADJUST, task.key());
        if (known.isPresent()) {
            return sameAs(known.get(), task);
        }
        StockRows.Row row = row(handle, user, product);
        Subject subject = new Subject(user, product, row.blueprintId());
        Optional<Long> id = OutboundRows.insert(handle, OutboundChange.Kind.ADJUST, task.key(), subject, operationId);
        if (id.isEmpty()) {
            // Somebody was quicker between the two looks.
            return sameAs(
                    OutboundRows.lock(handle, user, OutboundChange.Kind.ADJUST, task.key())
                            .orElseThrow(),
                    task);
        }
        int after = Math.max(0, saturated(row.quantity(), task.delta()));
        int applied = after - row.quantity();
        String shortage = applied == task.delta()
                ? null
                : "asked for " + task.delta() + " with " + row.quantity() + " in stock: sold more than there was";
        if (shortage != null) {
            LOG.warn(
                    "More was sold than the mirror holds, the rest goes out all the same user={} product={} delta={}"
                            + " quantity={}",
                    user,
                    product,
                    task.delta(),
                    row.quantity());
        }
        move(handle, user, product, row, after);
        Movements.add(
                handle,
                movement(subject, Cause.ADJUSTMENT, "key:" + task.key(), applied, after, shortage, operationId));
        ObjectNode change = OutboundRows.JSON.createObjectNode();
        change.put("delta", task.delta()).put("applied", applied);
        if (shortage != null) {
            change.put("shortage", applied - task.delta());
        }
        OutboundRows.replaceChange(handle, id.get(), change);
        return OutboundRows.lock(handle, id.get());
    }

    private static OutboundChange delete(Handle handle, SyncTask.DeleteProduct task, String operationId) {
        String product = productId(task.externalStockId());
        return delete(handle, task, operationId, Optional.of(row(handle, task.user(), product)));
    }

    /** Another program may have deleted the row; what it lists at CardTrader has to go all the same. */
    static OutboundChange deleteEvenUnknown(Handle handle, SyncTask.DeleteProduct task, String operationId) {
        String product = productId(task.externalStockId());
        Optional<StockRows.Row> row = StockRows.lock(handle, task.user(), product);
        if (row.isEmpty()) {
            // A merge that is under way knows nothing of this deletion, and may insert the row any moment.
            UserLock.take(handle, task.user());
            row = StockRows.lock(handle, task.user(), product);
        }
        return delete(handle, task, operationId, row);
    }

    private static OutboundChange delete(
            Handle handle, SyncTask.DeleteProduct task, String operationId, Optional<StockRows.Row> row) {
        UUID user = task.user();
        String product = productId(task.externalStockId());
        Optional<OutboundChange> known = OutboundRows.lock(handle, user, OutboundChange.Kind.DELETE, operationId);
        if (known.isPresent()) {
            return known.get();
        }
        Subject subject =
                new Subject(user, product, row.map(StockRows.Row::blueprintId).orElse(UNKNOWN_BLUEPRINT));
        long id = OutboundRows.insert(handle, OutboundChange.Kind.DELETE, operationId, subject, operationId)
                .orElseThrow();
        int applied = -row.map(StockRows.Row::quantity).orElse(0);
        row.ifPresent(found -> StockRows.move(handle, found, 0));
        Movements.add(handle, movement(subject, Cause.DELETION, null, applied, 0, null, operationId));
        OutboundRows.replaceChange(
                handle, id, OutboundRows.JSON.createObjectNode().put("applied", applied));
        return OutboundRows.lock(handle, id);
    }

    private static OutboundChange sameAs(OutboundChange known, SyncTask.AdjustStock task) {
        boolean same = productId(task.externalStockId()).equals(known.subject().externalStockId())
                && known.change().path("delta").asInt() == task.delta();
        if (!same) {
            throw BrxException.of(
                    Kind.REJECTED,
                    "The key '" + task.key() + "' of adjust_stock was used for another product or delta by user "
                            + task.user() + "; nothing was changed");
        }
        return known;
    }

    static StockRows.Row row(Handle handle, UUID user, String product) {
        return StockRows.lock(handle, user, product)
                .orElseThrow(() -> BrxException.of(
                        Kind.REJECTED,
                        "User " + user + " has no product " + product
                                + " in the mirror; resync if CardTrader lists it, create_product if not"));
    }

    /** Sets a locked row's quantity; one that stays as it is is touched all the same, which keeps exports off it. */
    static void move(Handle handle, UUID user, String product, StockRows.Row row, int quantity) {
        if (quantity == row.quantity()) {
            StockRows.touch(handle, user, product);
        } else {
            StockRows.move(handle, row, quantity);
        }
    }

    static StockMovement movement(
            Subject subject,
            Cause cause,
            @Nullable String reference,
            int delta,
            int after,
            @Nullable String detail,
            String operationId) {
        return new StockMovement(
                subject.user(),
                subject.externalStockId(),
                subject.blueprintId(),
                cause,
                reference,
                delta == 0 ? Outcome.UNCHANGED : Outcome.MOVED,
                delta,
                after,
                detail,
                operationId,
                null,
                null);
    }

    private static int saturated(int quantity, int delta) {
        return (int) Math.min(Integer.MAX_VALUE, (long) quantity + delta);
    }

    /** CardTrader's ids are numbers; anything else can only be a mistake. */
    static String productId(String given) {
        try {
            return Long.toString(Long.parseLong(given.strip()));
        } catch (NumberFormatException e) {
            throw BrxException.of(
                    Kind.REJECTED, "external_stock_id must be CardTrader's product id, a number, got '" + given + "'");
        }
    }
}
