package io.brxsync.store;

import com.macasaet.fernet.Key;
import com.macasaet.fernet.StringValidator;
import com.macasaet.fernet.Token;
import com.macasaet.fernet.TokenValidationException;
import io.brxsync.BrxException;
import io.brxsync.config.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Encrypts secrets for the database as Fernet tokens (Fernet specification, version 0x80: AES-128-CBC with HMAC-SHA256).
 * The first key encrypts, all keys decrypt. A stored token has no age at which it expires. Thread-safe; never prints a
 * key, a token or a secret.
 */
public final class TokenCipher {
    private static final StringValidator AGELESS = new StringValidator() {
        @Override
        public TemporalAmount getTimeToLive() {
            return Duration.ofSeconds(Instant.MAX.getEpochSecond());
        }

        @Override
        public TemporalAmount getMaxClockSkew() {
            // Another machine's wrong clock must not lock a user out.
            return Duration.ofDays(365_000);
        }
    };

    private static final int KEY_BYTES = 32;

    private final List<Key> keys;

    private TokenCipher(List<Key> keys) {
        this.keys = keys;
    }

    /**
     * A cipher with these keys.
     *
     * @param keys 32 bytes each, in URL-safe Base64, as {@link #generateKey} and Python's {@code Fernet.generate_key}
     *     make them
     * @throws BrxException {@code CONFIGURATION} if there is none or one is malformed, naming {@code FERNET_KEY}
     */
    public static TokenCipher of(List<Secret> keys) {
        if (keys.isEmpty()) {
            throw BrxException.configuration(
                    "FERNET_KEY is not set; it decrypts the stored tokens (`brx-sync keygen` makes a new key)");
        }
        List<Key> parsed = new ArrayList<>();
        for (Secret key : keys) {
            // The library would fill a short key up with zeros.
            byte[] bytes = decoded(key);
            if (bytes.length != KEY_BYTES) {
                throw BrxException.configuration("FERNET_KEY: key " + (parsed.size() + 1) + " of " + keys.size()
                        + " is not 32 bytes in URL-safe Base64");
            }
            parsed.add(new Key(bytes));
        }
        return new TokenCipher(List.copyOf(parsed));
    }

    /** No bytes for what is no Base64; the decoder's own message could repeat a part of the key. */
    private static byte[] decoded(Secret key) {
        try {
            return Base64.getUrlDecoder().decode(key.value());
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }

    /** A new random key in the form that {@code FERNET_KEY} takes. */
    public static Secret generateKey() {
        return new Secret(Key.generateKey().serialise());
    }

    /** The text encrypted with the first key. */
    public String encrypt(String text) {
        return Token.generate(keys.get(0), text).serialise();
    }

    /**
     * The text inside a token.
     *
     * @throws BrxException {@code CONFIGURATION} if no key decrypts it
     */
    public String decrypt(String token) {
        return parsed(token)
                .filter(fernet -> keys.stream().anyMatch(fernet::isValidSignature))
                .map(this::opened)
                .orElseThrow(() -> BrxException.configuration("No key of FERNET_KEY decrypts a stored secret; add the"
                        + " key that encrypted it, or connect the account again"));
    }

    /** Whether the first key encrypted this token. */
    public boolean isCurrent(String token) {
        return parsed(token)
                .filter(fernet -> fernet.isValidSignature(keys.get(0)))
                .isPresent();
    }

    private String opened(Token token) {
        try {
            return token.validateAndDecrypt(keys, AGELESS);
        } catch (TokenValidationException e) {
            throw BrxException.configuration("A stored secret is damaged; connect the account again");
        }
    }

    private static Optional<Token> parsed(String token) {
        try {
            return Optional.of(Token.fromString(token.strip()));
        } catch (IllegalArgumentException notAToken) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "TokenCipher[" + keys.size() + " keys]";
    }
}
