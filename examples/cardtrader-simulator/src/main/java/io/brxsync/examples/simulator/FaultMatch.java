package io.brxsync.examples.simulator;

import org.jspecify.annotations.Nullable;

/**
 * Which requests a fault is for.
 *
 * @param accountId the account, or null for every account and for unknown tokens
 * @param method the HTTP method, or {@code *}
 * @param path a path below the base URL; a segment {@code *} or {@code :name} matches any one segment, a last
 *     segment {@code **} any rest
 */
public record FaultMatch(@Nullable Integer accountId, String method, String path) {
    /** Every request. */
    public static FaultMatch any() {
        return new FaultMatch(null, "*", "/**");
    }

    /** Requests to an endpoint, of every account. */
    public static FaultMatch of(String method, String path) {
        return new FaultMatch(null, method, path);
    }

    /** Every request of one account. */
    public static FaultMatch of(SimulatedAccount account) {
        return new FaultMatch(account.id(), "*", "/**");
    }

    /** Requests of one account to an endpoint. */
    public static FaultMatch of(SimulatedAccount account, String method, String path) {
        return new FaultMatch(account.id(), method, path);
    }

    boolean matches(int account, String requestMethod, String requestPath) {
        return (accountId == null || accountId == account)
                && (method.equals("*") || method.equals(requestMethod))
                && matches(path.split("/", -1), requestPath.split("/", -1));
    }

    private static boolean matches(String[] pattern, String[] actual) {
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i].equals("**") && i == pattern.length - 1) {
                return true;
            }
            if (i >= actual.length) {
                return false;
            }
            boolean wild = pattern[i].equals("*") || pattern[i].startsWith(":");
            if (!wild && !pattern[i].equals(actual[i])) {
                return false;
            }
        }
        return pattern.length == actual.length;
    }
}
