package io.brxsync.examples.simulator;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** The two forms of a listing: that of the export and that of the write endpoints. */
final class ProductJson {
    private ProductJson() {}

    /** The export's rows. */
    static Rows export(Product[] products, SimulatedAccount account) {
        return new Rows() {
            @Override
            public int size() {
                return products.length;
            }

            @Override
            public void write(int index, JsonGenerator out) {
                exportRow(products[index], account, out);
            }
        };
    }

    /** The form of {@code resource}: {@code properties}, {@code price{cents}}, {@code graded} 0 or 1. */
    static ObjectNode resource(Product product, String currency) {
        ObjectNode node = Json.object()
                .put("id", product.id())
                .put("quantity", product.quantity())
                .put("bundle_size", product.bundleSize())
                .put("description", product.description())
                .put("graded", Boolean.TRUE.equals(product.graded()) ? 1 : 0)
                .put("game_id", product.blueprint().gameId())
                .put("category_id", product.blueprint().category().id())
                .put("expansion_id", product.blueprint().expansionId())
                .put("blueprint_id", product.blueprint().id());
        node.set("price", Json.money(product.priceCents(), currency));
        node.set("properties", Json.properties(product.properties()));
        return node;
    }

    private static void exportRow(Product product, SimulatedAccount account, JsonGenerator out) {
        out.writeStartObject();
        out.writeArrayPropertyStart("uploaded_images");
        out.writeEndArray();
        out.writeNumberProperty("quantity", product.quantity());
        text(out, "description", product.description());
        out.writeNumberProperty("price_cents", product.priceCents());
        out.writeNumberProperty("bundled_quantity", product.quantity() * product.bundleSize());
        out.writeNumberProperty("blueprint_id", product.blueprint().id());
        out.writeName("properties_hash");
        out.writeRawValue(product.sharedProperties().json());
        out.writeNumberProperty("category_id", product.blueprint().category().id());
        out.writeNumberProperty("user_id", account.userId());
        Boolean graded = product.graded();
        if (graded == null) {
            out.writeNullProperty("graded");
        } else {
            out.writeBooleanProperty("graded", graded);
        }
        out.writeNumberProperty("id", product.id());
        text(out, "tag", product.tag());
        text(out, "user_data_field", product.userDataField());
        out.writeNumberProperty("bundle_size", product.bundleSize());
        out.writeStringProperty("price_currency", account.currency());
        out.writeNumberProperty("game_id", product.blueprint().gameId());
        out.writeStringProperty("name_en", product.blueprint().name());
        expansion(product, out);
        out.writeEndObject();
    }

    /** Undocumented: an object on most rows, missing on some, now and then only the number. */
    private static void expansion(Product product, JsonGenerator out) {
        Integer id = product.blueprint().expansionId();
        if (id == null || product.id() % 31 == 0) {
            return;
        }
        if (product.id() % 37 == 0) {
            out.writeNumberProperty("expansion", id);
            return;
        }
        out.writeObjectPropertyStart("expansion");
        out.writeNumberProperty("id", id);
        out.writeEndObject();
    }

    private static void text(JsonGenerator out, String name, @Nullable String value) {
        if (value == null) {
            out.writeNullProperty(name);
        } else {
            out.writeStringProperty(name, value);
        }
    }
}
