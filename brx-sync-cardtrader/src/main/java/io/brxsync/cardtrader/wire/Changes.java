package io.brxsync.cardtrader.wire;

import io.brxsync.port.ChangeAnswer;
import io.brxsync.port.ExportedProduct;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/** Reads what the write endpoints answer. */
public final class Changes {
    private static final int MOST_LINES = 20;
    private static final int LONGEST = 300;

    private Changes() {}

    /**
     * The envelope {@code {"result","warnings","resource"}}.
     *
     * @throws MalformedBodyException for something else, and for a result that is no success: whether anything was
     *     changed has to be looked up then
     */
    public static ChangeAnswer answer(InputStream body) throws IOException {
        JsonNode json;
        try (JsonParser parser = Json.parser(body)) {
            json = Json.tree(parser);
        }
        String result = Nodes.textOr(json.path("result"), "");
        if (!result.equals("ok") && !result.equals("warning")) {
            throw new MalformedBodyException("neither ok nor warning as its result");
        }
        List<String> warnings = lines(json.path("warnings"));
        if (result.equals("warning") && warnings.isEmpty()) {
            warnings = List.of("CardTrader warns without saying of what");
        }
        return new ChangeAnswer(product(json.path("resource")), warnings);
    }

    private static @Nullable ExportedProduct product(JsonNode resource) throws IOException {
        if (!resource.isObject()) {
            return null;
        }
        try (JsonParser parser = Json.MAPPER.treeAsTokens(resource)) {
            parser.nextToken();
            return Json.reading(new ProductRow(parser, new ObjectText())::read);
        }
    }

    /**
     * Texts of warnings or errors, whichever shape they have: nothing, a list, texts by name, lists by name, or either of
     * them one level deeper.
     */
    static List<String> lines(JsonNode node) {
        List<String> lines = new ArrayList<>();
        collect(node, "", lines);
        return List.copyOf(lines);
    }

    private static void collect(JsonNode node, String name, List<String> lines) {
        if (lines.size() >= MOST_LINES) {
            return;
        }
        if (node.isObject()) {
            node.properties()
                    .forEach(member -> collect(
                            member.getValue(), name.isEmpty() ? member.getKey() : name + "." + member.getKey(), lines));
        } else if (node.isArray()) {
            node.forEach(element -> collect(element, name, lines));
        } else {
            String text = Nodes.textOr(node, "")
                    .replaceAll("[\\p{Cc}\\p{Cf}\\p{Z}]+", " ")
                    .strip();
            if (!text.isEmpty()) {
                String line = name.isEmpty() ? text : name + ": " + text;
                lines.add(line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…");
            }
        }
    }
}
