package io.brxsync.cardtrader.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What an error body says, whichever of CardTrader's shapes it has: the documented envelope, {@code errors} as list of
 * texts, list of objects or object of lists, a lone {@code error}, or no JSON at all. Immutable; every text is one line
 * of bounded length.
 *
 * @param code the {@code error_code}, null when there is none
 * @param messages what went wrong, in CardTrader's words
 * @param requestId for CardTrader's support, null when there is none
 * @param html whether the body was a page instead of JSON, which comes from the edge in front of CardTrader
 */
public record ApiError(
        @Nullable String code,
        List<String> messages,
        @Nullable String requestId,
        boolean html) {
    private static final int MOST_MESSAGES = 5;
    private static final int LONGEST = 200;
    private static final int DEEPEST = 4;

    /** Copies the messages. */
    public ApiError {
        messages = List.copyOf(messages);
    }

    /**
     * What the body says; an unreadable one says nothing. Never throws.
     *
     * @param secret blacked out wherever the body repeats it, before anything is shortened: the start of a token is still
     *     a secret
     */
    public static ApiError parse(byte[] body, String secret) {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(body);
        } catch (JacksonException notJson) {
            return new ApiError(null, List.of(), null, looksLikeHtml(body));
        }
        Lines lines = new Lines(secret);
        lines.collect(json.path("extra").path("message"), "", 0);
        lines.collect(json.path("errors"), "", 0);
        lines.collect(json.path("error"), "", 0);
        return new ApiError(
                lines.line(json.path("error_code")), lines.messages, lines.line(json.path("request_id")), false);
    }

    /** Whether it is the 404 of a cache that CardTrader is still building. */
    public boolean notReady() {
        return messages.stream().anyMatch(message -> message.startsWith("Data is not ready"));
    }

    /** Code and messages in one line, empty when nothing was said. */
    public String summary() {
        String said = messages.stream().distinct().collect(Collectors.joining("; "));
        if (html) {
            return "an HTML page";
        }
        return code == null ? said : said.isEmpty() ? code : code + ": " + said;
    }

    private static boolean looksLikeHtml(byte[] body) {
        int length = Math.min(body.length, 512);
        return new String(body, 0, length, StandardCharsets.ISO_8859_1)
                .stripLeading()
                .startsWith("<");
    }

    /** Picks the texts out of a body and makes each a short line. */
    private static final class Lines {
        private final String secret;
        private final List<String> messages = new ArrayList<>();

        Lines(String secret) {
            this.secret = secret;
        }

        void collect(JsonNode node, String path, int depth) {
            if (messages.size() >= MOST_MESSAGES || depth > DEEPEST) {
                return;
            }
            if (node.isObject()) {
                node.properties()
                        .forEach(member -> collect(
                                member.getValue(),
                                path.isEmpty() ? member.getKey() : path + "." + member.getKey(),
                                depth + 1));
            } else if (node.isArray()) {
                node.forEach(element -> collect(element, path, depth + 1));
            } else {
                String text = line(node);
                if (text != null) {
                    messages.add(path.isEmpty() ? text : oneLine(path) + " " + text);
                }
            }
        }

        @Nullable
        String line(JsonNode node) {
            if (!node.isValueNode() || node.isNull()) {
                return null;
            }
            String text = oneLine(node.asString());
            return text.isEmpty() ? null : text;
        }

        private String oneLine(String text) {
            String open = secret.isEmpty() ? text : text.replace(secret, "***");
            String line = open.replaceAll("[\\p{Cc}\\p{Cf}\\p{Z}]+", " ").strip();
            return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
        }
    }
}
