package io.brxsync.cardtrader.wire;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Lenient looks into a small tree: a member that is missing or of another type is null, never an error. */
final class Nodes {
    private Nodes() {}

    /** A whole number, written as one or as a string. */
    static @Nullable Long whole(JsonNode node) {
        if (!node.isNumber() && !node.isString()) {
            return null;
        }
        try {
            return new BigDecimal(node.asString()).longValueExact();
        } catch (ArithmeticException | NumberFormatException notWhole) {
            return null;
        }
    }

    /** The text of a string, number or boolean. */
    static @Nullable String text(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? node.asString() : null;
    }

    static String textOr(JsonNode node, String fallback) {
        return Objects.requireNonNullElse(text(node), fallback);
    }

    static long wholeOr(JsonNode node, long fallback) {
        return Objects.requireNonNullElse(whole(node), fallback);
    }

    /** The whole numbers of an array, or the one that stands where an array is expected. */
    static List<Long> wholes(JsonNode node) {
        Iterable<JsonNode> nodes = node.isArray() ? node : List.of(node);
        return StreamSupport.stream(nodes.spliterator(), false)
                .map(Nodes::whole)
                .filter(Objects::nonNull)
                .toList();
    }

    static List<String> texts(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .map(Nodes::text)
                .filter(Objects::nonNull)
                .toList();
    }
}
