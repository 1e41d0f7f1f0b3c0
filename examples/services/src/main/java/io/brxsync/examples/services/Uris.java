package io.brxsync.examples.services;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reading and writing server URLs with a login in them; no message ever repeats one. */
final class Uris {
    private Uris() {}

    /** Parses a URL that has one of the schemes and a host. */
    static URI parse(String url, String... schemes) {
        try {
            URI uri = new URI(url);
            if (uri.getScheme() == null || !List.of(schemes).contains(uri.getScheme()) || uri.getHost() == null) {
                throw new IllegalArgumentException("Expected a URL " + schemes[0] + "://host:port/database");
            }
            return uri;
        } catch (URISyntaxException e) {
            // Without the cause: its message holds the whole input.
            throw new IllegalArgumentException(
                    "Not a URL (" + e.getReason() + "); expected " + schemes[0] + "://host:port/database");
        }
    }

    /** User and password of the URL, decoded; null where absent or empty. */
    static @Nullable String[] login(URI uri) {
        String info = uri.getRawUserInfo();
        if (info == null) {
            return new @Nullable String[] {null, null};
        }
        int colon = info.indexOf(':');
        String user = colon < 0 ? info : info.substring(0, colon);
        String password = colon < 0 ? "" : info.substring(colon + 1);
        return new @Nullable String[] {decode(user), decode(password)};
    }

    /** {@code user:password@} for a URL, empty without a login. */
    static String login(@Nullable String user, @Nullable String password) {
        if (user == null && password == null) {
            return "";
        }
        return (user == null ? "" : encode(user)) + (password == null ? "" : ":" + encode(password)) + "@";
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static @Nullable String decode(String text) {
        return text.isEmpty() ? null : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
