package io.brxsync.task;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The built-in tasks, a record each; {@link SyncTaskType} holds their wire names and policies. */
public sealed interface SyncTask extends Task {

    /**
     * Exports a user's whole inventory from CardTrader and merges it.
     *
     * @param user the seller
     * @param allowMassRemoval take even a suspiciously large number of vanished products for sold out
     */
    record BulkSync(UUID user, boolean allowMassRemoval) implements SyncTask {
        /** A sync that keeps the mass-removal guard. */
        public BulkSync(UUID user) {
            this(user, false);
        }

        @Override
        public String uniqueKey() {
            return wholeInventoryOf(user);
        }
    }

    /**
     * The same as {@link BulkSync}, enqueued by the schedule.
     *
     * @param user the seller
     * @param allowMassRemoval see {@link BulkSync}
     */
    record PeriodicSync(UUID user, boolean allowMassRemoval) implements SyncTask {
        /** A sync that keeps the mass-removal guard. */
        public PeriodicSync(UUID user) {
            this(user, false);
        }

        @Override
        public String uniqueKey() {
            return wholeInventoryOf(user);
        }
    }

    /**
     * Reads the products of some blueprints again and merges them.
     *
     * @param user the seller
     * @param blueprintIds CardTrader blueprint ids, at least one
     */
    record RefreshProducts(UUID user, List<Integer> blueprintIds) implements SyncTask {
        /** Refuses an empty list. */
        public RefreshProducts {
            blueprintIds = List.copyOf(blueprintIds);
            require(!blueprintIds.isEmpty(), "refresh_products needs at least one entry in blueprint_ids");
        }

        /** Of the same blueprints, one refresh waits at a time; one that runs may have read too early for the next. */
        @Override
        public String uniqueKey() {
            byte[] ids = new TreeSet<>(blueprintIds).toString().getBytes(StandardCharsets.UTF_8);
            return "refresh_products:" + user + ":" + UUID.nameUUIDFromBytes(ids);
        }
    }

    /**
     * An order webhook as received, without the buyer's data.
     *
     * @param user the seller
     * @param webhookId CardTrader's id of this delivery
     * @param event the envelope, buyer data dropped
     */
    record OrderWebhook(UUID user, String webhookId, JsonNode event) implements SyncTask {
        /** Refuses missing members. */
        public OrderWebhook {
            requireText(webhookId, "order_webhook", "webhook_id");
            require(event != null && event.isObject(), "order_webhook needs event, a JSON object");
        }

        @Override
        public String uniqueKey() {
            return "order_webhook:" + user + ":" + webhookId;
        }
    }

    /**
     * Looks for orders that no webhook announced.
     *
     * @param user the seller
     */
    record PollOrders(UUID user) implements SyncTask {
        @Override
        public String uniqueKey() {
            return "poll_orders:" + user;
        }
    }

    /**
     * Sends an edit of one product to CardTrader; null members stay as they are.
     *
     * @param user the seller
     * @param externalStockId CardTrader's product id
     * @param priceCents new price in cents of the account's currency
     * @param quantity new quantity in lots, not negative
     * @param description new description
     * @param userDataField new value of the caller-owned field
     * @param graded whether the card is graded
     * @param properties new values by property name
     */
    record PushProduct(
            UUID user,
            String externalStockId,
            @Nullable Integer priceCents,
            @Nullable Integer quantity,
            @Nullable String description,
            @Nullable String userDataField,
            @Nullable Boolean graded,
            @Nullable Map<String, JsonNode> properties)
            implements SyncTask {
        /** Refuses an edit that changes nothing and values that no product can have. */
        public PushProduct {
            requireText(externalStockId, "push_product", "external_stock_id");
            require(priceCents == null || priceCents > 0, "push_product needs price_cents > 0");
            require(quantity == null || quantity >= 0, "push_product needs quantity >= 0");
            properties = properties == null ? null : Map.copyOf(properties);
            require(
                    priceCents != null
                            || quantity != null
                            || description != null
                            || userDataField != null
                            || graded != null
                            || (properties != null && !properties.isEmpty()),
                    "push_product needs at least one of price_cents, quantity, description, user_data_field,"
                            + " graded, properties");
        }

        @Override
        public String uniqueKey() {
            return "push_product:" + user + ":" + externalStockId;
        }
    }

    /**
     * A sale or stock change of the own marketplace.
     *
     * @param user the seller
     * @param externalStockId CardTrader's product id
     * @param delta change in lots, not zero
     * @param key the caller's idempotency key: the same key never moves stock twice
     */
    record AdjustStock(UUID user, String externalStockId, int delta, String key) implements SyncTask {
        /** Refuses a change of nothing. */
        public AdjustStock {
            requireText(externalStockId, "adjust_stock", "external_stock_id");
            require(delta != 0, "adjust_stock needs a delta other than 0");
            requireText(key, "adjust_stock", "key");
        }

        @Override
        public String uniqueKey() {
            return "adjust_stock:" + user + ":" + key;
        }
    }

    /**
     * Lists a new product at CardTrader.
     *
     * @param user the seller
     * @param key the caller's idempotency key, by which the listing is found again when an answer got lost
     * @param blueprintId what card it is
     * @param priceCents price in cents of the account's currency
     * @param quantity in lots
     * @param description the seller's text
     * @param graded whether the card is graded
     * @param properties values by property name; CardTrader takes its defaults for those that are missing
     */
    record CreateProduct(
            UUID user,
            String key,
            int blueprintId,
            int priceCents,
            int quantity,
            @Nullable String description,
            @Nullable Boolean graded,
            @Nullable Map<String, JsonNode> properties)
            implements SyncTask {
        /** Refuses values that no product can have. */
        public CreateProduct {
            requireText(key, "create_product", "key");
            require(key.length() <= 200, "create_product needs a key of at most 200 characters");
            require(blueprintId > 0, "create_product needs blueprint_id > 0");
            require(priceCents > 0, "create_product needs price_cents > 0");
            require(quantity > 0, "create_product needs quantity > 0");
            properties = properties == null ? null : Map.copyOf(properties);
        }

        @Override
        public String uniqueKey() {
            return "create_product:" + user + ":" + key;
        }
    }

    /**
     * Removes a product from CardTrader.
     *
     * @param user the seller
     * @param externalStockId CardTrader's product id
     */
    record DeleteProduct(UUID user, String externalStockId) implements SyncTask {
        /** Refuses a missing id. */
        public DeleteProduct {
            requireText(externalStockId, "delete_product", "external_stock_id");
        }

        @Override
        public String uniqueKey() {
            return "delete_product:" + user + ":" + externalStockId;
        }
    }

    /**
     * Follows a bulk job of CardTrader to its end.
     *
     * @param user the seller
     * @param job CardTrader's job uuid
     */
    record TrackJob(UUID user, UUID job) implements SyncTask {
        /** Refuses a missing job. */
        public TrackJob {
            require(job != null, "track_job needs job, a uuid");
        }

        @Override
        public String uniqueKey() {
            return "track_job:" + user + ":" + job;
        }
    }

    private static String wholeInventoryOf(UUID user) {
        return "sync:" + Objects.requireNonNull(user);
    }

    private static void requireText(@Nullable String value, String type, String member) {
        require(value != null && !value.isBlank(), type + " needs " + member);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
