package io.brxsync.store;

import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.Kind;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.OutboundChange.Subject;
import io.brxsync.port.StockMovement.Cause;
import io.brxsync.task.SyncTask;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes edits in. Several edits of one product may be one task, the newest values winning, and arrive here one by one or
 * together: a value is applied when it is not the one noted already, so that a sale after the edit is not undone when the
 * task starts. Stateless.
 */
final class EditAcceptance {

    private EditAcceptance() {}

    static OutboundChange accept(Handle handle, SyncTask.PushProduct task, String operationId) {
        UUID user = task.user();
        String product = Acceptance.productId(task.externalStockId());
        OutboundChange change = OutboundRows.lock(handle, user, Kind.EDIT, operationId)
                .orElseGet(() -> insert(handle, user, product, operationId));
        if (change.state() != State.PENDING) {
            return change;
        }
        ObjectNode noted = (ObjectNode) change.change().deepCopy();
        ObjectNode news = news(values(task), noted);
        if (news.isEmpty()) {
            return change;
        }
        StockRows.Row row = Acceptance.row(handle, user, product);
        apply(handle, row, news);
        if (news.has("quantity")) {
            int quantity = news.path("quantity").asInt();
            int delta = quantity - row.quantity();
            Acceptance.move(handle, user, product, row, quantity);
            Movements.add(
                    handle,
                    Acceptance.movement(change.subject(), Cause.EDIT, null, delta, quantity, null, operationId));
            noted.put("applied", noted.path("applied").asInt(0) + delta);
        }
        news.properties().forEach(each -> {
            if (each.getValue() instanceof ObjectNode more && noted.get(each.getKey()) instanceof ObjectNode before) {
                before.setAll(more);
            } else {
                noted.set(each.getKey(), each.getValue());
            }
        });
        OutboundRows.replaceChange(handle, change.id(), noted);
        return OutboundRows.lock(handle, change.id());
    }

    private static OutboundChange insert(Handle handle, UUID user, String product, String operationId) {
        Subject subject =
                new Subject(user, product, Acceptance.row(handle, user, product).blueprintId());
        OutboundRows.insert(handle, Kind.EDIT, operationId, subject, operationId);
        return OutboundRows.lock(handle, user, Kind.EDIT, operationId).orElseThrow();
    }

    private static ObjectNode values(SyncTask.PushProduct task) {
        ObjectNode values = OutboundRows.JSON.createObjectNode();
        if (task.priceCents() != null) {
            values.put("price_cents", task.priceCents());
        }
        if (task.quantity() != null) {
            values.put("quantity", task.quantity());
        }
        if (task.description() != null) {
            values.put("description", task.description());
        }
        if (task.userDataField() != null) {
            values.put("user_data_field", task.userDataField());
        }
        if (task.graded() != null) {
            values.put("graded", task.graded());
        }
        if (task.properties() != null && !task.properties().isEmpty()) {
            values.putObject("properties").setAll(task.properties());
        }
        return values;
    }

    private static ObjectNode news(ObjectNode values, ObjectNode noted) {
        ObjectNode news = OutboundRows.JSON.createObjectNode();
        values.properties().forEach(each -> {
            if (!each.getValue().equals(noted.get(each.getKey()))) {
                news.set(each.getKey(), each.getValue());
            }
        });
        return news;
    }

    private static void apply(Handle handle, StockRows.Row row, ObjectNode news) {
        JsonNode properties = news.get("properties");
        handle.createUpdate(Sql.of(EditAcceptance.class, "apply"))
                .bind("id", row.id())
                .bind(
                        "price",
                        news.has("price_cents")
                                ? Integer.valueOf(news.path("price_cents").asInt())
                                : null)
                .bind("description", text(news, "description"))
                .bind("userDataField", text(news, "user_data_field"))
                .bind(
                        "graded",
                        news.has("graded") ? Boolean.valueOf(news.path("graded").asBoolean()) : null)
                .bind("properties", properties == null ? null : PgText.cleanJson(properties.toString()))
                .execute();
    }

    private static @Nullable String text(ObjectNode news, String name) {
        return news.has(name) ? PgText.clean(news.path(name).asString()) : null;
    }
}
