package io.brxsync.store;

import io.brxsync.BrxException;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.Kind;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.OutboundChange.Subject;
import io.brxsync.port.OutboundStore.Creation;
import io.brxsync.port.OutboundStore.Settlement;
import io.brxsync.port.StockMovement.Cause;
import io.brxsync.task.SyncTask;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.node.ObjectNode;

/** New listings: asked for, and taken into the mirror once CardTrader has named them. Stateless. */
final class Creations {

    private Creations() {}

    static OutboundChange accept(Handle handle, SyncTask.CreateProduct task, String operationId) {
        Subject subject = new Subject(task.user(), null, task.blueprintId());
        ObjectNode values = values(task);
        OutboundRows.insert(handle, Kind.CREATE, task.key(), subject, operationId)
                .ifPresent(id -> OutboundRows.replaceChange(handle, id, values));
        OutboundChange change =
                OutboundRows.lock(handle, task.user(), Kind.CREATE, task.key()).orElseThrow();
        boolean same = change.subject().blueprintId() == task.blueprintId()
                && change.change().equals(values);
        if (!same) {
            throw BrxException.of(
                    BrxException.Kind.REJECTED,
                    "The key '" + task.key() + "' of create_product was used for something else by user " + task.user()
                            + "; nothing was changed");
        }
        return change;
    }

    private static ObjectNode values(SyncTask.CreateProduct task) {
        ObjectNode values = OutboundRows.JSON.createObjectNode();
        values.put("price_cents", task.priceCents()).put("quantity", task.quantity());
        if (task.description() != null) {
            values.put("description", task.description());
        }
        if (task.graded() != null) {
            values.put("graded", task.graded());
        }
        if (task.properties() != null && !task.properties().isEmpty()) {
            values.putObject("properties").setAll(task.properties());
        }
        return values;
    }

    static int sendingTogether(Handle handle, List<Long> ids) {
        return handle.createUpdate(sql("sending_together"))
                .bind("ids", ids.toArray(Long[]::new))
                .execute();
    }

    static int lost(Handle handle, List<Long> ids, String reason) {
        return handle.createUpdate(sql("lost"))
                .bind("ids", ids.toArray(Long[]::new))
                .bind("reason", PgText.clean(reason))
                .execute();
    }

    /**
     * Puts listings into the mirror, once per creation.
     *
     * @return how the creations are to be settled
     */
    static List<Settlement> mirror(Handle handle, List<Creation> creations) {
        List<Settlement> settlements = new ArrayList<>();
        // In one order everywhere, so that two batches cannot deadlock.
        List<Creation> sorted =
                creations.stream().sorted(Comparator.comparing(Creation::id)).toList();
        for (Creation creation : sorted) {
            OutboundChange change = OutboundRows.lock(handle, creation.id());
            if (!change.state().settled()) {
                boolean asExpected = mirror(handle, change, creation.listed(), creation.ownKey());
                boolean reread = !asExpected || creation.warnings() != null;
                settlements.add(new Settlement(creation.id(), State.DONE, creation.warnings(), reread));
            }
        }
        return settlements;
    }

    /**
     * Puts a listing into the mirror; one that an export has put there meanwhile stays as that found it.
     *
     * @return whether the mirror equals what CardTrader answered, as far as that can be told
     */
    private static boolean mirror(Handle handle, OutboundChange change, ExportedProduct listed, String ownKey) {
        UUID user = change.subject().user();
        String product = Long.toString(listed.id());
        int quantity = change.change().path("quantity").asInt();
        handle.createUpdate(sql("name_product"))
                .bind("id", change.id())
                .bind("product", product)
                .execute();
        StockRows.Row row = StockRows.lock(handle, user, product).orElse(null);
        int applied = row != null && readByAnExport(handle, user, product, ownKey) ? 0 : quantity;
        int after = (row == null ? 0 : row.quantity()) + applied;
        if (row == null) {
            handle.createUpdate(sql("insert"))
                    .bind("user", user)
                    .bind("blueprint", listed.blueprintId())
                    .bind("quantity", quantity)
                    .bind("price", listed.priceCents())
                    .bind("properties", PgText.cleanJson(listed.details().properties()))
                    .bind("product", product)
                    .bind("description", PgText.clean(listed.details().description()))
                    .bind("userDataField", ownKey)
                    .bind("graded", listed.details().graded())
                    .execute();
        } else {
            Acceptance.move(handle, user, product, row, after);
        }
        Subject named = new Subject(user, product, listed.blueprintId());
        String reference = "create:" + change.reference();
        Movements.add(
                handle,
                Acceptance.movement(named, Cause.CREATION, reference, applied, after, null, change.operationId()));
        return row == null && listed.quantity() == quantity;
    }

    private static boolean readByAnExport(Handle handle, UUID user, String product, String ownKey) {
        return handle.createQuery(sql("read_by_an_export"))
                .bind("user", user)
                .bind("product", product)
                .bind("ownKey", ownKey)
                .mapTo(Boolean.class)
                .one();
    }

    static Map<Long, Integer> believed(Handle handle, UUID user, int blueprint, Instant since) {
        Map<Long, Integer> quantities = new HashMap<>();
        handle.createQuery(sql("believed"))
                .bind("user", user)
                .bind("blueprint", blueprint)
                .bind("since", since.atOffset(ZoneOffset.UTC))
                .map((row, context) -> Map.entry(row.getString("external_stock_id"), row.getInt("quantity")))
                .forEach(each -> quantities.put(Long.valueOf(each.getKey()), each.getValue()));
        return quantities;
    }

    private static String sql(String name) {
        return Sql.of(Creations.class, name);
    }
}
