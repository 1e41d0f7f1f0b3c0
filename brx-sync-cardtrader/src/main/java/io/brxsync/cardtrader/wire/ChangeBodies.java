package io.brxsync.cardtrader.wire;

import io.brxsync.port.ListingEdit;
import io.brxsync.port.NewListing;
import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what is sent to change listings. Prices go out as decimal amounts, made from cents without a double in between;
 * the mode is always strict, because otherwise CardTrader replaces a wrong property by its default without a word
 * (CardTrader reference, Products).
 */
public final class ChangeBodies {

    private ChangeBodies() {}

    /** {@code POST /products/:id/increment}. */
    public static String increment(int delta) {
        return Json.MAPPER.createObjectNode().put("delta_quantity", delta).toString();
    }

    /** {@code POST /products}. */
    public static String create(NewListing listing) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        fill(node, listing);
        return node.toString();
    }

    /** {@code POST /products/bulk_create}. */
    public static String creations(List<NewListing> listings) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ArrayNode products = body.putArray("products");
        listings.forEach(listing -> fill(products.addObject(), listing));
        return body.toString();
    }

    private static void fill(ObjectNode node, NewListing listing) {
        node.put("blueprint_id", listing.blueprintId());
        node.put("price", decimal(listing.priceCents())).put("quantity", listing.quantity());
        node.put("user_data_field", listing.userDataField());
        NewListing.Details details = listing.details();
        if (details.description() != null) {
            node.put("description", details.description());
        }
        if (details.graded() != null) {
            node.put("graded", details.graded());
        }
        if (!details.properties().isEmpty()) {
            node.putObject("properties").setAll(details.properties());
        }
        node.put("error_mode", "strict");
    }

    /** {@code POST /products/bulk_update}: the named values only. */
    public static String updates(List<ListingEdit> edits) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ArrayNode products = body.putArray("products");
        for (ListingEdit edit : edits) {
            ObjectNode node = products.addObject().put("id", edit.productId());
            if (edit.priceCents() != null) {
                node.put("price", decimal(edit.priceCents()));
            }
            if (edit.quantity() != null) {
                node.put("quantity", edit.quantity());
            }
            if (edit.description() != null) {
                node.put("description", edit.description());
            }
            if (edit.userDataField() != null) {
                node.put("user_data_field", edit.userDataField());
            }
            if (edit.graded() != null) {
                node.put("graded", edit.graded());
            }
            if (!edit.properties().isEmpty()) {
                node.putObject("properties").setAll(edit.properties());
            }
            node.put("error_mode", "strict");
        }
        return body.toString();
    }

    private static BigDecimal decimal(int cents) {
        return BigDecimal.valueOf(cents, 2);
    }
}
