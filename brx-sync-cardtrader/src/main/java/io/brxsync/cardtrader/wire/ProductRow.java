package io.brxsync.cardtrader.wire;

import io.brxsync.port.ExportedProduct;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One row of an export, token by token. Members are read wherever they stand, unknown ones skipped; what is wrong is
 * noted by name only and judged at the end, because a bad spelling of something does not matter when a better one is
 * there. Made anew for every row; not thread-safe.
 */
final class ProductRow {
    private final JsonParser parser;
    private final ObjectText objects;

    private @Nullable Long id;
    private @Nullable Long blueprintId;
    private @Nullable Long quantity;
    private @Nullable Long bundleSize = 1L;
    private Price priceCents = Price.NONE;
    private Price price = Price.NONE;
    private @Nullable String currency;
    private @Nullable String propertiesHash;
    private @Nullable String properties;
    private boolean propertiesHashOdd;
    private boolean propertiesOdd;
    private @Nullable String description;
    private @Nullable String userDataField;
    private @Nullable Boolean graded;
    private @Nullable String problem;

    ProductRow(JsonParser parser, ObjectText objects) {
        this.parser = parser;
        this.objects = objects;
    }

    /** What is wrong, null when {@link #read()} gave a product. */
    @Nullable
    String problem() {
        return problem;
    }

    /** The row that starts at the parser's token; null when there is a problem. Leaves on the row's last token. */
    @Nullable
    ExportedProduct read() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            problem = "not an object";
            return null;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            member(name);
        }
        return build();
    }

    private void member(String name) {
        switch (name) {
            case "id" -> id = Scalars.whole(parser);
            case "blueprint_id" -> blueprintId = Scalars.whole(parser);
            case "quantity" -> quantity = Scalars.whole(parser);
            case "bundle_size" -> bundleSize = isNull() ? Long.valueOf(1) : Scalars.whole(parser);
            case "price_cents" -> priceCents = Price.read(parser, false);
            case "price" -> price = Price.read(parser, true);
            case "price_currency" -> currency = Scalars.text(parser);
            case "properties_hash" -> {
                propertiesHash = object();
                propertiesHashOdd = propertiesHash == null && !isNull();
            }
            case "properties" -> {
                properties = object();
                propertiesOdd = properties == null && !isNull();
            }
            case "description" -> description = prose(name);
            case "user_data_field" -> userDataField = prose(name);
            case "graded" -> graded = Scalars.truth(parser);
            default -> parser.skipChildren();
        }
    }

    private boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    private @Nullable String object() {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return objects.copy(parser);
        }
        parser.skipChildren();
        return null;
    }

    private @Nullable String prose(String name) {
        boolean structured = parser.currentToken().isStructStart();
        String text = Scalars.text(parser);
        if (structured) {
            note(name + ": not a text");
        } else if (text != null && !Scalars.storable(text)) {
            note(name + ": holds characters that no text has");
        }
        return text;
    }

    private void note(String what) {
        if (problem == null) {
            problem = what;
        }
    }

    private @Nullable ExportedProduct build() {
        Price money = priceCents.cents() != null ? priceCents : price;
        long productId = within("id", id, 1, Long.MAX_VALUE);
        int blueprint = (int) within("blueprint_id", blueprintId, 1, Integer.MAX_VALUE);
        int lots = (int) within("quantity", quantity, 0, Integer.MAX_VALUE);
        int cents = (int) within("price_cents", money.cents(), 0, Integer.MAX_VALUE);
        int copies = (int) within("bundle_size", bundleSize, 1, Integer.MAX_VALUE);
        String json = details();
        if (problem != null) {
            return null;
        }
        return new ExportedProduct(
                productId,
                blueprint,
                lots,
                cents,
                currency(money),
                copies,
                new ExportedProduct.Details(json, description, userDataField, graded));
    }

    private long within(String name, @Nullable Long value, long min, long max) {
        if (value == null) {
            note(name + ": missing or not a whole number");
            return min;
        }
        if (value < min || value > max) {
            note(name + ": out of range");
        }
        return value;
    }

    private String details() {
        if (propertiesHash != null) {
            return propertiesHash;
        }
        if (propertiesHashOdd || propertiesOdd) {
            note("properties: not an object that can be kept");
        }
        return properties == null ? "{}" : properties;
    }

    private String currency(Price money) {
        String code = currency != null ? currency : money.currency();
        return code == null || !Scalars.storable(code) ? "" : code;
    }

    /**
     * A price in any of its forms: cents, an amount in the main unit, or an object of cents and currency.
     *
     * @param cents null when there is none or it cannot be told exactly
     */
    private record Price(@Nullable Long cents, @Nullable String currency) {
        static final Price NONE = new Price(null, null);

        static Price read(JsonParser parser, boolean mainUnit) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                return object(parser);
            }
            Long cents = mainUnit ? Scalars.cents(Scalars.decimal(parser)) : Scalars.whole(parser);
            return new Price(cents, null);
        }

        private static Price object(JsonParser parser) {
            Long cents = null;
            String currency = null;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "cents" -> cents = Scalars.whole(parser);
                    case "currency" -> currency = Scalars.text(parser);
                    default -> parser.skipChildren();
                }
            }
            return new Price(cents, currency);
        }
    }
}
