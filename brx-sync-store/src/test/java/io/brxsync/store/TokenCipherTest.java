package io.brxsync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.config.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCipherTest {
    /** The key of the specification's own examples. */
    private static final Secret KEY = new Secret("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=");

    private final TokenCipher cipher = TokenCipher.of(List.of(KEY));

    @Test
    void readsTheTokenOfTheSpecification() {
        // Fernet specification, generate.json and verify.json: "hello", 1985-10-26T01:20:00-07:00, IV 0 to 15.
        String token =
                "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";

        assertThat(cipher.decrypt(token)).isEqualTo("hello");
        assertThat(fernet(KEY, 499_162_800L, range(16), "hello".getBytes(StandardCharsets.UTF_8)))
                .as("the writer below follows the specification")
                .isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 499_162_800L, 4_102_444_800L})
    void timeDoesNotMatter(long seconds) {
        assertThat(cipher.decrypt(fernet(KEY, seconds, range(16), "hello".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("hello");
    }

    @Test
    void refusesWhatTheSpecificationCallsInvalid() {
        byte[] good = Base64.getUrlDecoder()
                .decode(fernet(KEY, 499_162_800L, range(16), "hello".getBytes(StandardCharsets.UTF_8)));

        assertRefused(encoded(flipped(good, good.length - 1)), "incorrect mac");
        assertRefused(encoded(Arrays.copyOf(good, 40)), "too short");
        assertRefused("%%%%%%%%" + encoded(good).substring(8), "invalid base64");
        assertRefused(encoded(Arrays.copyOf(good, good.length - 1)), "payload size not multiple of block size");
        assertRefused(encoded(signed(KEY, paddedWrongly())), "payload padding error");
        assertRefused(encoded(flipped(good, 10)), "incorrect IV (causes padding error)");
        assertRefused(encoded(flipped(good, 0)), "another version");
        assertRefused("", "nothing at all");
        assertRefused("plain text", "no token");
    }

    private void assertRefused(String token, String why) {
        assertThatThrownBy(() -> cipher.decrypt(token))
                .as(why)
                .isInstanceOfSatisfying(
                        BrxException.class, e -> assertThat(e.kind()).isEqualTo(BrxException.Kind.CONFIGURATION));
    }

    @Test
    void theFirstKeyEncryptsAndAllDecrypt() {
        Secret newer = TokenCipher.generateKey();
        TokenCipher both = TokenCipher.of(List.of(newer, KEY));
        String old = cipher.encrypt("a token İ🂡");

        assertThat(both.decrypt(old)).isEqualTo("a token İ🂡");
        assertThat(both.isCurrent(old)).isFalse();
        String fresh = both.encrypt("a token");
        assertThat(both.isCurrent(fresh)).isTrue();
        assertThat(TokenCipher.of(List.of(newer)).decrypt(fresh)).isEqualTo("a token");
        assertThatThrownBy(() -> cipher.decrypt(fresh)).hasMessageContaining("FERNET_KEY");
        assertThat(both.encrypt("a token")).as("never the same twice").isNotEqualTo(fresh);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpw=",
                "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=cw_0",
                "cw+0x689RpI/jtRR7oE8h!eQsKImvJapLeSbXpwF4e4="
            })
    void aMalformedKeyIsNamedByItsPlaceAndNeverShown(String key) {
        assertThatThrownBy(() -> TokenCipher.of(List.of(KEY, new Secret(key))))
                .isInstanceOf(BrxException.class)
                .hasMessage("FERNET_KEY: key 2 of 2 is not 32 bytes in URL-safe Base64")
                .hasNoCause();
    }

    @Test
    void noKeyIsSaidToBeMissing() {
        assertThatThrownBy(() -> TokenCipher.of(List.of()))
                .isInstanceOf(BrxException.class)
                .hasMessageContaining("FERNET_KEY is not set");
    }

    @Test
    void generatedKeysWork() {
        Secret key = TokenCipher.generateKey();

        assertThat(key.value())
                .matches("[A-Za-z0-9_-]{43}=")
                .isNotEqualTo(TokenCipher.generateKey().value());
        assertThat(TokenCipher.of(List.of(key))
                        .decrypt(TokenCipher.of(List.of(key)).encrypt("x")))
                .isEqualTo("x");
        assertThat(TokenCipher.of(List.of(key)).toString()).isEqualTo("TokenCipher[1 keys]");
    }

    /** A writer after the specification's words, to be held against the library. */
    private static String fernet(Secret key, long seconds, byte[] iv, byte[] text) {
        try {
            Cipher aes = Cipher.getInstance("AES/CBC/PKCS5Padding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(keyBytes(key), 16, 16, "AES"), new IvParameterSpec(iv));
            byte[] secret = aes.doFinal(text);
            return encoded(signed(
                    key,
                    ByteBuffer.allocate(25 + secret.length)
                            .put((byte) 0x80)
                            .putLong(seconds)
                            .put(iv)
                            .put(secret)
                            .array()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] signed(Secret key, byte[] bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keyBytes(key), 0, 16, "HmacSHA256"));
            byte[] signature = mac.doFinal(bytes);
            return ByteBuffer.allocate(bytes.length + signature.length)
                    .put(bytes)
                    .put(signature)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A head and one block of noise, which decrypts to no valid padding. */
    private static byte[] paddedWrongly() {
        return ByteBuffer.allocate(25 + 16)
                .put((byte) 0x80)
                .putLong(499_162_800L)
                .put(range(16))
                .put(range(16))
                .array();
    }

    private static byte[] keyBytes(Secret key) {
        return Base64.getUrlDecoder().decode(key.value());
    }

    private static byte[] range(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static byte[] flipped(byte[] bytes, int position) {
        byte[] copy = bytes.clone();
        copy[position] ^= 1;
        return copy;
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}
