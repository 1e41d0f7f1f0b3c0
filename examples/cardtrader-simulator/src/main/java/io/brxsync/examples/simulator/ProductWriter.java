package io.brxsync.examples.simulator;

import io.brxsync.examples.simulator.WriteOutcome.Refused;
import io.brxsync.examples.simulator.WriteOutcome.Stored;
import io.brxsync.examples.simulator.catalogue.Blueprint;
import io.brxsync.examples.simulator.catalogue.Catalogue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** Creates, changes and removes listings the way the write endpoints do. Thread-safe: the inventory is. */
final class ProductWriter {
    private static final int MAX_QUANTITY = 1_000_000;

    private final Catalogue catalogue;
    private final boolean mergeOnUpdate;

    ProductWriter(Catalogue catalogue, boolean mergeOnUpdate) {
        this.catalogue = catalogue;
        this.mergeOnUpdate = mergeOnUpdate;
    }

    /** Creates, or adds to an identical listing: not idempotent. */
    WriteOutcome create(Inventory inventory, JsonNode sent) {
        if (!sent.hasNonNull("blueprint_id")) {
            return new Refused(
                    Errors.missingParameter("blueprint_id"), Map.of("blueprint_id", "Blueprint cant be blank"));
        }
        Blueprint blueprint =
                catalogue.blueprint(sent.path("blueprint_id").asInt(0)).orElse(null);
        if (blueprint == null) {
            return refused("blueprint_id", "Blueprint not found");
        }
        try {
            int cents = cents(sent.path("price"));
            int quantity = positive("quantity", sent.path("quantity"));
            int bundle = sent.hasNonNull("bundle_size") ? positive("bundle_size", sent.path("bundle_size")) : 1;
            PropertyRules.Result properties = properties(blueprint, Inventory.defaults(blueprint), sent);
            Product product = new Product(
                    inventory.nextId(),
                    blueprint,
                    new Product.Stock(quantity, bundle, cents),
                    inventory.pool().of(properties.values()),
                    new Product.Labels(
                            Json.textOrNull(sent.get("description")),
                            sent.path("graded").asBoolean(false),
                            sent.hasNonNull("tag") ? sent.path("tag").asString() : "",
                            Json.textOrNull(sent.get("user_data_field"))));
            return new Stored(inventory.addOrMerge(product), properties.warnings());
        } catch (InvalidField e) {
            return e.refused();
        }
    }

    /** Changes the given fields only; the quantity is absolute. */
    WriteOutcome update(Inventory inventory, long id, JsonNode sent) {
        Product present = inventory.find(id).orElse(null);
        if (present == null) {
            return gone();
        }
        try {
            PropertyRules.Result properties = properties(present.blueprint(), present.properties(), sent);
            UnaryOperator<Product> change = change(inventory, sent);
            Product[] after = new Product[1];
            UnaryOperator<Product> noted = p -> after[0] = change.apply(p);
            Optional<Product> stored = mergeOnUpdate && sent.has("properties")
                    ? inventory.updateAndMerge(id, noted)
                    : inventory.update(id, noted);
            // A quantity of 0 has removed it: the answer still shows the listing once.
            return after[0] == null ? gone() : new Stored(stored.orElse(after[0]), properties.warnings());
        } catch (InvalidField e) {
            return e.refused();
        }
    }

    /** Removes a listing. */
    WriteOutcome destroy(Inventory inventory, long id) {
        return inventory
                .remove(id)
                .<WriteOutcome>map(p -> new Stored(p, Map.of()))
                .orElseGet(ProductWriter::gone);
    }

    /** Adds to or takes from the quantity; at 0 or less the listing is deleted. */
    WriteOutcome increment(Inventory inventory, long id, JsonNode sent) {
        if (!sent.path("delta_quantity").isInt()) {
            return new Refused(Errors.missingParameter("delta_quantity"), Map.of("delta_quantity", "cant be blank"));
        }
        int delta = sent.path("delta_quantity").asInt();
        Product[] after = new Product[1];
        inventory.update(id, p -> after[0] = p.withQuantity(Math.max(0, p.quantity() + delta)));
        return after[0] == null ? gone() : new Stored(after[0], Map.of());
    }

    private UnaryOperator<Product> change(Inventory inventory, JsonNode sent) {
        Integer cents = sent.hasNonNull("price") ? Integer.valueOf(cents(sent.path("price"))) : null;
        Integer quantity =
                sent.hasNonNull("quantity") ? Integer.valueOf(number("quantity", sent.path("quantity"), 0)) : null;
        return product -> {
            Product changed = product;
            if (cents != null) {
                changed = changed.withPriceCents(cents);
            }
            if (quantity != null) {
                changed = changed.withQuantity(quantity);
            }
            if (sent.hasNonNull("bundle_size")) {
                changed = changed.withBundleSize(positive("bundle_size", sent.path("bundle_size")));
            }
            if (sent.path("properties").isObject()) {
                changed = changed.withProperties(inventory
                        .pool()
                        .of(properties(product.blueprint(), product.properties(), sent)
                                .values()));
            }
            return labels(changed, sent);
        };
    }

    private static Product labels(Product product, JsonNode sent) {
        Product changed = product;
        if (sent.has("description")) {
            changed = changed.withDescription(Json.textOrNull(sent.get("description")));
        }
        if (sent.has("graded")) {
            changed = changed.withGraded(sent.path("graded").asBoolean(false));
        }
        if (sent.has("tag")) {
            changed = changed.withTag(Json.textOrNull(sent.get("tag")));
        }
        if (sent.has("user_data_field")) {
            changed = changed.withUserDataField(Json.textOrNull(sent.get("user_data_field")));
        }
        return changed;
    }

    private static PropertyRules.Result properties(Blueprint blueprint, Map<String, Object> base, JsonNode sent) {
        boolean strict = sent.path("error_mode").asString("").equals("strict");
        PropertyRules.Result result = PropertyRules.apply(blueprint, base, sent.path("properties"), strict);
        if (!result.errors().isEmpty()) {
            throw new InvalidField(
                    new Refused(Errors.validation(result.errors(), "Validation failed"), result.errors()));
        }
        return result;
    }

    /** A decimal amount of the account's currency as cents. */
    private static int cents(JsonNode price) {
        try {
            BigDecimal amount = new BigDecimal(price.isValueNode() ? price.asString() : "");
            BigDecimal cents = amount.movePointRight(2).setScale(0, RoundingMode.HALF_UP);
            if (cents.signum() > 0) {
                return cents.intValueExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new InvalidField(refused("price", "Price is not a number"));
        }
        throw new InvalidField(refused("price", "Price must be greater than 0"));
    }

    private static int positive(String field, JsonNode value) {
        return number(field, value, 1);
    }

    private static int number(String field, JsonNode value, int atLeast) {
        if (!value.isInt() || value.asInt() < atLeast || value.asInt() > MAX_QUANTITY) {
            throw new InvalidField(refused(field, field + " must be a number of at least " + atLeast));
        }
        return value.asInt();
    }

    private static Refused refused(String field, String message) {
        return new Refused(Errors.texts(422, List.of(message)), Map.of(field, message));
    }

    private static Refused gone() {
        return new Refused(Errors.notFound("Product not found"), Map.of("id", "Product not found"));
    }

    /** Leaves the reading of a body at its first invalid field. */
    private static final class InvalidField extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Refused refused;

        InvalidField(Refused refused) {
            super("refused", null, false, false);
            this.refused = refused;
        }

        Refused refused() {
            return refused;
        }
    }
}
