package io.brxsync.celery;

import io.brxsync.BrxException;
import io.brxsync.port.MirroredProduct;
import io.brxsync.port.WebhookFormat;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Celery's tasks and what they are here. Only what is known for certain is taken; everything else is refused with a
 * reason, {@code REJECTED}. Thread-safe.
 */
final class Translation {
    static final String BULK = "app.tasks.sync_tasks.initial_bulk_sync";
    static final String QUANTITY = "app.tasks.sync_tasks.update_product_quantity";
    static final String WEBHOOK = "app.tasks.sync_tasks.process_webhook_notification";
    static final String UPDATE = "app.tasks.sync_tasks.sync_update_product_to_cardtrader";
    static final String DELETE = "app.tasks.sync_tasks.sync_delete_product_to_cardtrader";
    static final String PERIODIC = "app.tasks.periodic_sync.periodic_sync_from_cardtrader";

    private static final List<String> EDIT = List.of(
            "user_id", "item_id", "price_cents", "quantity", "description", "user_data_field", "graded", "properties");
    private static final List<String> WEBHOOK_ARGUMENTS = List.of("webhook_id", "payload", "user_id");

    private final WebhookFormat webhooks;
    private final InstantSource clock;

    Translation(WebhookFormat webhooks, InstantSource clock) {
        this.webhooks = webhooks;
        this.clock = clock;
    }

    /** The task's short name for metrics. */
    static String metric(@Nullable String task) {
        return switch (task == null ? "" : task) {
            case BULK, QUANTITY, WEBHOOK, UPDATE, DELETE, PERIODIC ->
                Objects.requireNonNull(task).substring(task.lastIndexOf('.') + 1);
            default -> "other";
        };
    }

    Translated of(CeleryMessage message) {
        Instant now = clock.instant();
        if (message.expires() != null && !message.expires().isAfter(now)) {
            throw CeleryMessage.refused("it expired at " + message.expires() + ", Celery would have dropped it");
        }
        EnqueueOptions options = options(message, now);
        return switch (message.task()) {
            // The id is Celery's own, because the front end looks for the operation by it.
            case BULK ->
                new Translated.One(
                        new SyncTask.BulkSync(
                                Arguments.bind(message, List.of("user_id")).user()),
                        message.id(),
                        options);
            case QUANTITY -> quantity(message, options);
            case WEBHOOK -> webhook(message, options);
            case UPDATE -> update(message);
            case DELETE -> delete(message, options);
            case PERIODIC -> periodic(message, options);
            default -> throw CeleryMessage.refused("the task is unknown here");
        };
    }

    private static EnqueueOptions options(CeleryMessage message, Instant now) {
        Duration delay = message.due() == null ? Duration.ZERO : Duration.between(now, message.due());
        return EnqueueOptions.DEFAULTS
                .after(delay.isNegative() ? Duration.ZERO : delay)
                .withPriority(-message.priority());
    }

    private static Translated quantity(CeleryMessage message, EnqueueOptions options) {
        Arguments arguments = Arguments.bind(message, List.of("user_id", "external_stock_id", "delta"));
        Integer delta = arguments.whole("delta");
        if (delta == null || delta == 0) {
            throw CeleryMessage.refused("it has no delta other than 0");
        }
        SyncTask task = new SyncTask.AdjustStock(
                arguments.user(),
                Long.toString(arguments.number("external_stock_id")),
                delta,
                "celery:" + message.id());
        return new Translated.One(task, derived(message.id()), options);
    }

    private Translated webhook(CeleryMessage message, EnqueueOptions options) {
        Arguments arguments = Arguments.bind(message, WEBHOOK_ARGUMENTS);
        JsonNode event = event(arguments);
        if (event == null) {
            throw CeleryMessage.refused("it has no payload");
        }
        if (!arguments.has("user_id")) {
            throw CeleryMessage.refused("the webhook names no user; a poll of orders finds what it told of");
        }
        String id = webhooks.event(event).webhookId();
        return new Translated.One(
                new SyncTask.OrderWebhook(arguments.user(), id, event), derived(message.id()), options);
    }

    private @Nullable JsonNode event(Arguments arguments) {
        ObjectNode payload = arguments.object("payload");
        return payload == null
                ? null
                : webhooks.stripped(
                        CeleryMessage.JSON.writeValueAsString(payload).getBytes(StandardCharsets.UTF_8));
    }

    private static Translated update(CeleryMessage message) {
        Arguments arguments = Arguments.bind(message, EDIT);
        Translated.Values values = new Translated.Values(
                arguments.whole("price_cents"),
                arguments.whole("quantity"),
                arguments.text("description"),
                arguments.text("user_data_field"),
                arguments.truth("graded"),
                arguments.object("properties"));
        return new Translated.AsMirrored(arguments.user(), arguments.number("item_id"), values);
    }

    private static Translated delete(CeleryMessage message, EnqueueOptions options) {
        Arguments arguments = Arguments.bind(message, List.of("user_id", "external_stock_id"));
        SyncTask task =
                new SyncTask.DeleteProduct(arguments.user(), Long.toString(arguments.number("external_stock_id")));
        return new Translated.One(task, derived(message.id()), options);
    }

    private static Translated periodic(CeleryMessage message, EnqueueOptions options) {
        Arguments arguments = Arguments.bind(message, List.of("user_id", "blueprint_id"));
        Integer blueprint = arguments.whole("blueprint_id");
        if (!arguments.has("user_id")) {
            if (blueprint != null) {
                throw CeleryMessage.refused("it names a blueprint but no user");
            }
            return new Translated.Everybody(message.id(), options);
        }
        SyncTask task = blueprint == null
                ? new SyncTask.PeriodicSync(arguments.user())
                : new SyncTask.RefreshProducts(arguments.user(), List.of(blueprint));
        return new Translated.One(task, derived(message.id()), options);
    }

    /** Not Celery's id itself: the front end writes rows of its own under that one. */
    static String derived(String id) {
        return UUID.nameUUIDFromBytes(("celery:" + id).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** The edit that sends a row as it is, but for the values given. */
    static SyncTask.PushProduct edit(Translated.AsMirrored asked, MirroredProduct row) {
        String product = row.externalStockId();
        if (product == null || product.isBlank()) {
            throw CeleryMessage.refused("row " + asked.row() + " has no product at CardTrader");
        }
        Translated.Values values = asked.values();
        Integer price = values.priceCents() == null ? Integer.valueOf(row.priceCents()) : values.priceCents();
        return new SyncTask.PushProduct(
                asked.user(),
                product,
                price == 0 ? null : price,
                values.quantity() == null ? Integer.valueOf(row.quantity()) : values.quantity(),
                values.description() == null ? row.description() : values.description(),
                values.userDataField() == null ? row.userDataField() : values.userDataField(),
                values.graded() == null ? row.graded() : values.graded(),
                properties(values.properties(), row.properties()));
    }

    private static Map<String, JsonNode> properties(@Nullable ObjectNode given, @Nullable String mirrored) {
        Map<String, JsonNode> properties = new HashMap<>();
        JsonNode all = given != null || mirrored == null ? given : CeleryMessage.JSON.readTree(mirrored);
        if (all != null) {
            // "Not known" is no value that could be sent.
            all.properties().stream()
                    .filter(each -> !each.getValue().isNull())
                    .forEach(each -> properties.put(each.getKey(), each.getValue()));
        }
        return properties;
    }

    /** What is kept of a message that cannot be read: nothing of a buyer. */
    static String kept(ObjectNode envelope) {
        return WEBHOOK.equals(CeleryMessage.task(envelope))
                ? CeleryMessage.keptWithoutBody(envelope)
                : CeleryMessage.kept(envelope);
    }

    /** What is kept of a message: nothing of a buyer. */
    String kept(CeleryMessage message) {
        if (!message.task().equals(WEBHOOK)) {
            return CeleryMessage.kept(message.envelope());
        }
        ObjectNode arguments = CeleryMessage.JSON.createObjectNode();
        try {
            Arguments bound = Arguments.bind(message, WEBHOOK_ARGUMENTS);
            arguments.put("user_id", bound.text("user_id"));
            arguments.put("webhook_id", bound.text("webhook_id"));
            arguments.set("payload", event(bound));
        } catch (BrxException unreadable) {
            arguments.removeAll();
        }
        return message.keptWith(arguments);
    }
}
