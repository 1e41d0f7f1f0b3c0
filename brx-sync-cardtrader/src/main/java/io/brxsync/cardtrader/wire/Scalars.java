package io.brxsync.cardtrader.wire;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads single values that CardTrader writes in more than one way. Every method leaves the parser on the last token of
 * the value, whatever it was, so that an odd value costs its row and not the document.
 */
final class Scalars {
    /** Longer than any number that means something here, short enough to be cheap to read exactly. */
    private static final int LONGEST_NUMBER = 40;

    private Scalars() {}

    /** A number, written as one or as a string; null when the value is neither. */
    static @Nullable BigDecimal decimal(JsonParser parser) {
        JsonToken token = parser.currentToken();
        parser.skipChildren();
        if (!token.isNumeric() && token != JsonToken.VALUE_STRING) {
            return null;
        }
        String text = parser.getString();
        if (text.isEmpty() || text.length() > LONGEST_NUMBER) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    /** A whole number of at most 64 bits; null when the value is something else. {@code 4.0} and {@code "4"} are 4. */
    static @Nullable Long whole(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            JsonParser.NumberType type = parser.getNumberType();
            if (type == JsonParser.NumberType.INT || type == JsonParser.NumberType.LONG) {
                return parser.getLongValue();
            }
        }
        return exact(decimal(parser), 0);
    }

    /** An amount in the main unit, in cents; null when it has fractions of a cent or is out of range. */
    static @Nullable Long cents(@Nullable BigDecimal amount) {
        return exact(amount, 2);
    }

    private static @Nullable Long exact(@Nullable BigDecimal number, int powerOfTen) {
        if (number == null) {
            return null;
        }
        try {
            return number.scaleByPowerOfTen(powerOfTen).longValueExact();
        } catch (ArithmeticException fractionOrOutOfRange) {
            return null;
        }
    }

    /** The text of a string, number or boolean; null for null, objects and arrays. */
    static @Nullable String text(JsonParser parser) {
        JsonToken token = parser.currentToken();
        parser.skipChildren();
        return token.isScalarValue() && token != JsonToken.VALUE_NULL ? parser.getString() : null;
    }

    /** A truth as boolean, 0 or 1, or either of them as a string; null for everything else. */
    static @Nullable Boolean truth(JsonParser parser) {
        String text = text(parser);
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "true", "1" -> Boolean.TRUE;
            case "false", "0" -> Boolean.FALSE;
            default -> null;
        };
    }

    /** Whether a database can keep the text: no NUL, no half of a surrogate pair. */
    static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }
}
