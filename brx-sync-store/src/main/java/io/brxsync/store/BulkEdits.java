package io.brxsync.store;

import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.Subject;
import io.brxsync.port.OutboundStore.Sendable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Edits that travel together, in {@code outbound_changes}, inside the caller's transaction. Stateless. */
final class BulkEdits {

    List<Sendable> sending(Handle handle, List<Long> ids) {
        List<OutboundChange> changes = handle.createQuery(sql("lock_unsettled"))
                .bind("ids", ids.toArray(Long[]::new))
                .map((row, context) -> OutboundRows.change(row))
                .list();
        List<Sendable> sendable = new ArrayList<>();
        for (OutboundChange change : changes) {
            if (!change.change().hasNonNull("quantity")) {
                sendable.add(new Sendable(change, 0));
                continue;
            }
            // The row first: whoever sends a quantity of this product holds it.
            int mirrored = mirrored(handle, change.subject());
            UnderWay adjusts = adjusts(handle, change.subject());
            if (!adjusts.disturbed()) {
                sendable.add(new Sendable(change, Math.max(0, mirrored - adjusts.pending())));
            }
        }
        handle.createUpdate(sql("mark_sending"))
                .bind("ids", sendable.stream().map(each -> each.change().id()).toArray(Long[]::new))
                .bind("quantities", sendable.stream().map(Sendable::quantity).toArray(Integer[]::new))
                .execute();
        return sendable;
    }

    private static int mirrored(Handle handle, Subject subject) {
        return StockRows.lock(handle, subject.user(), String.valueOf(subject.externalStockId()))
                .map(StockRows.Row::quantity)
                .orElse(0);
    }

    boolean quantityBeingSent(Handle handle, Subject subject, long id) {
        return handle.createQuery(sql("quantity_being_sent"))
                .bind("id", id)
                .bind("user", subject.user())
                .bind("product", subject.externalStockId())
                .mapTo(Boolean.class)
                .one();
    }

    private record UnderWay(int pending, boolean disturbed) {}

    private static UnderWay adjusts(Handle handle, Subject subject) {
        return handle.createQuery(sql("adjusts_under_way"))
                .bind("user", subject.user())
                .bind("product", subject.externalStockId())
                .map((row, context) -> new UnderWay(row.getInt("pending"), row.getBoolean("disturbed")))
                .one();
    }

    int unsent(Handle handle, List<Long> ids, String reason) {
        return handle.createUpdate(sql("unsent"))
                .bind("ids", ids.toArray(Long[]::new))
                .bind("reason", PgText.clean(reason))
                .execute();
    }

    int submitted(Handle handle, UUID job, Map<Long, Integer> positions) {
        Map<Long, Integer> sorted = new TreeMap<>(positions);
        return handle.createUpdate(sql("submitted"))
                .bind("ids", sorted.keySet().toArray(Long[]::new))
                .bind("positions", sorted.values().toArray(Integer[]::new))
                .bind("job", job.toString())
                .execute();
    }

    boolean jobUnderWay(Handle handle, UUID user) {
        return is(handle, "job_under_way", user);
    }

    boolean quantityEditsWait(Handle handle, UUID user) {
        return is(handle, "quantity_edits_wait", user);
    }

    boolean sweptLately(Handle handle, UUID user) {
        return is(handle, "swept_lately", user);
    }

    private static boolean is(Handle handle, String query, UUID user) {
        return handle.createQuery(sql(query))
                .bind("user", user)
                .mapTo(Boolean.class)
                .one();
    }

    List<OutboundChange> find(Handle handle, List<Long> ids) {
        return handle.createQuery(sql("find"))
                .bind("ids", ids.toArray(Long[]::new))
                .map((row, context) -> OutboundRows.change(row))
                .list();
    }

    List<OutboundChange> waiting(Handle handle, UUID user, int limit) {
        return handle.createQuery(sql("waiting"))
                .bind("user", user)
                .bind("limit", limit)
                .map((row, context) -> OutboundRows.change(row))
                .list();
    }

    List<OutboundChange> ofJob(Handle handle, UUID user, UUID job) {
        return handle.createQuery(sql("of_job"))
                .bind("user", user)
                .bind("job", job.toString())
                .map((row, context) -> OutboundRows.change(row))
                .list();
    }

    List<OutboundChange> toCompare(Handle handle, UUID user) {
        return ofUser(handle, "to_compare", user);
    }

    List<OutboundChange> inDoubt(Handle handle, UUID user) {
        return ofUser(handle, "in_doubt", user);
    }

    private static List<OutboundChange> ofUser(Handle handle, String query, UUID user) {
        return handle.createQuery(sql(query))
                .bind("user", user)
                .map((row, context) -> OutboundRows.change(row))
                .list();
    }

    int markToCompare(Handle handle, List<Long> ids) {
        return handle.createUpdate(sql("mark_to_compare"))
                .bind("ids", ids.toArray(Long[]::new))
                .execute();
    }

    private static String sql(String name) {
        return Sql.of(BulkEdits.class, name);
    }
}
