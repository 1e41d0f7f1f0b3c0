package io.brxsync.port;

/**
 * A CardTrader API token. Never prints itself. Immutable.
 *
 * <p>Users paste tokens with byte-order marks, zero-width spaces, quotes and a leading "Bearer "; all that is dropped.
 */
public final class ApiToken {
    private final String value;

    private ApiToken(String value) {
        this.value = value;
    }

    /**
     * A token as a user gave it.
     *
     * @throws IllegalArgumentException if nothing usable is left
     */
    public static ApiToken of(String pasted) {
        String cleaned = pasted.replaceAll("[\\p{Cf}\\p{Cc}\\p{Z}\"'`]+", " ").strip();
        cleaned = cleaned.replaceFirst("(?i)^bearer( |$)", "").strip();
        if (cleaned.isEmpty()) {
            throw new IllegalArgumentException("The token is empty");
        }
        if (cleaned.indexOf(' ') >= 0 || cleaned.chars().anyMatch(c -> c > 126)) {
            throw new IllegalArgumentException(
                    "The token has spaces or foreign characters inside; paste it as one piece");
        }
        return new ApiToken(cleaned);
    }

    /** The token itself, for the Authorization header and for encryption, nothing else. */
    public String value() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ApiToken token && token.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "ApiToken[***]";
    }
}
