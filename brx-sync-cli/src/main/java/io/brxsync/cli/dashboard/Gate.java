package io.brxsync.cli.dashboard;

import com.sun.net.httpserver.Headers;
import io.brxsync.config.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask and who may act.
 *
 * <ul>
 *   <li>Only requests to an address, to a name without a dot or to a configured name are answered: a page elsewhere can make
 *       a browser resolve its own name to this server (DNS rebinding), but not change the name it asks for.
 *   <li>Actions need the token in a header that no form and no other page can send: there is no cookie to ride on. Requests
 *       that a browser marks as coming from another page are refused before the token is looked at.
 * </ul>
 *
 * Thread-safe.
 */
final class Gate {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+(%[^\\]]*)?]");
    private static final Pattern SINGLE_LABEL = Pattern.compile("[a-z0-9_-]+");
    private static final Pattern PORT = Pattern.compile(":\\d*$");
    private static final String BEARER = "Bearer ";

    private final byte @Nullable [] token; // its digest
    private final Set<String> hosts;

    Gate(DashboardSettings settings) {
        Secret admin = settings.adminToken();
        this.token = admin == null ? null : digest(admin.value());
        this.hosts = settings.hosts();
    }

    /** Whether anybody may act at all. */
    boolean actionsAreOpen() {
        return token != null;
    }

    /** Lets a request in that only reads, or refuses it. */
    void admit(Headers headers) throws Refusal {
        String host = headers.getFirst("Host");
        if (host == null || !known(PORT.matcher(host).replaceFirst("").toLowerCase(Locale.ROOT))) {
            throw new Refusal(
                    403, "this host name is not known here; ask by address, or name it in " + DashboardSettings.HOSTS);
        }
    }

    private boolean known(String host) {
        return IPV4.matcher(host).matches()
                || IPV6.matcher(host).matches()
                || SINGLE_LABEL.matcher(host).matches()
                || host.endsWith(".localhost")
                || hosts.contains(host);
    }

    /** Lets a request in that changes something, or refuses it. */
    void admitAction(Headers headers) throws Refusal {
        admit(headers);
        String site = headers.getFirst("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin")) {
            throw new Refusal(403, "actions are only taken from this page itself");
        }
        String origin = headers.getFirst("Origin");
        if (origin != null && !sameHost(origin, String.valueOf(headers.getFirst("Host")))) {
            throw new Refusal(403, "actions are only taken from this page itself");
        }
        if (token == null) {
            throw new Refusal(403, "read-only: no " + DashboardSettings.TOKEN + " is configured");
        }
        String given = headers.getFirst("Authorization");
        if (given == null
                || !given.regionMatches(true, 0, BEARER, 0, BEARER.length())
                || !MessageDigest.isEqual(
                        token, digest(given.substring(BEARER.length()).strip()))) {
            throw new Refusal(401, "the admin token is missing or wrong");
        }
        String type = headers.getFirst("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).matches("application/json\\s*(;.*)?")) {
            throw new Refusal(415, "Content-Type must be application/json");
        }
    }

    private static boolean sameHost(String origin, String host) {
        try {
            return host.equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Of one length for all tokens, so that comparing takes the same time for all. */
    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
