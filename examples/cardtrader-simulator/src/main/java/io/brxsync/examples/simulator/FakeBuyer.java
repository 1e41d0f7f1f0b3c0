package io.brxsync.examples.simulator;

import tools.jackson.databind.node.ObjectNode;

/**
 * Personal data that is obviously nobody's. Every text in it contains {@link #MARKER}, so that a test can search
 * databases and logs for it.
 */
public final class FakeBuyer {
    /** Part of every name, street, town, e-mail address and telephone number of a buyer. */
    public static final String MARKER = "Fakebuyer";

    private static final int HUB_ID = 34_089;

    private final int number;

    FakeBuyer(long orderId) {
        this.number = (int) (orderId % 1_000);
    }

    /** CardTrader itself as the buyer of a CardTrader Zero order. */
    static ObjectNode hub() {
        return Json.object()
                .put("id", HUB_ID)
                .put("username", "Ct connect")
                .put("email", "hub." + MARKER + "@example.invalid")
                .put("phone", MARKER + "-phone-hub");
    }

    ObjectNode user() {
        return Json.object()
                .put("id", 700_000 + number)
                .put("username", MARKER + "_user_" + number)
                .put("email", MARKER + "." + number + "@example.invalid")
                .put("phone", MARKER + "-phone-" + number);
    }

    ObjectNode shippingAddress() {
        return address()
                .put("user_id", 700_000 + number)
                .put("id", 1_500_000 + number)
                .put("phone", MARKER + "-phone-" + number)
                .put("keep_original", true)
                .put("default_billing_address", true)
                .put("default_shipping_address", true)
                .put("latitude", 12.34 + number / 100_000.0)
                .put("longitude", 56.78 + number / 100_000.0)
                .put("created_at", "2021-11-04T09:59:12.000Z")
                .put("updated_at", "2025-06-26T10:01:26.000Z");
    }

    ObjectNode billingAddress() {
        return address().put("country", "Italy");
    }

    private ObjectNode address() {
        return Json.object()
                .put("name", MARKER + " Name " + number)
                .put("street", MARKER + " Street " + number)
                .put("zip", MARKER + "-zip-" + number)
                .put("city", MARKER + " City")
                .put("state_or_province", MARKER + " Province")
                .put("country_code", "IT")
                .putNull("note");
    }
}
