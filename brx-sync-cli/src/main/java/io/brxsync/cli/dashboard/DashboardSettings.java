package io.brxsync.cli.dashboard;

import io.brxsync.BrxException;
import io.brxsync.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the dashboard is served. Immutable.
 *
 * @param adminToken who sends it may pause, resume, retry and purge; null makes the dashboard read-only
 * @param hosts names of this server, besides addresses and names without a dot, in lower case
 */
public record DashboardSettings(@Nullable Secret adminToken, Set<String> hosts) {
    /** The variable with the token. */
    public static final String TOKEN = "DASHBOARD_ADMIN_TOKEN";

    /** The variable with the names. */
    public static final String HOSTS = "DASHBOARD_HOSTS";

    private static final Pattern TOKEN_FORM = Pattern.compile("[\\x21-\\x7e]{16,512}");
    private static final Pattern HOST_FORM = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

    /** Copies the names. */
    public DashboardSettings {
        hosts = Set.copyOf(hosts);
    }

    /**
     * What variables and a file say; the file wins.
     *
     * @param tokenFile holds the token and nothing else but white space, null for none
     * @throws BrxException {@code CONFIGURATION} naming the variable or the option that is wrong
     */
    public static DashboardSettings of(Map<String, String> variables, @Nullable Path tokenFile) {
        Secret token = tokenFile == null
                ? token(TOKEN, variables.getOrDefault(TOKEN, ""))
                : required("--admin-token-file", token("--admin-token-file", read(tokenFile)));
        Set<String> hosts = Arrays.stream(variables.getOrDefault(HOSTS, "").split(","))
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty())
                .collect(Collectors.toSet());
        hosts.forEach(host -> {
            if (!HOST_FORM.matcher(host).matches()) {
                throw BrxException.configuration(
                        HOSTS + ": host names without port, separated by commas, are needed, got '" + host + "'");
            }
        });
        return new DashboardSettings(token, hosts);
    }

    private static @Nullable Secret token(String source, String text) {
        String token = text.strip();
        if (token.isEmpty()) {
            return null;
        }
        if (!TOKEN_FORM.matcher(token).matches()) {
            throw BrxException.configuration(source + ": the token must be 16 to 512 visible ASCII characters; 'openssl"
                    + " rand -hex 24' makes one");
        }
        return new Secret(token);
    }

    private static Secret required(String source, @Nullable Secret token) {
        if (token == null) {
            throw BrxException.configuration(source + ": the file is empty");
        }
        return token;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw BrxException.of(
                    BrxException.Kind.CONFIGURATION, "--admin-token-file: " + file + " cannot be read", e);
        }
    }
}
