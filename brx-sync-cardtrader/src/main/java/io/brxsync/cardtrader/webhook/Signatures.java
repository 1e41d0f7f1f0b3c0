package io.brxsync.cardtrader.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The {@code Signature} header: base64 of HMAC-SHA256 over the raw body, the key being the text of the shared secret
 * (CardTrader reference, Webhooks). Stateless.
 */
final class Signatures {
    private static final String ALGORITHM = "HmacSHA256";

    /** Nobody has published a signed delivery, so the log names the variant that a refused one was made with. */
    private enum Variant {
        HEX_DIGEST((body, secret) -> HexFormat.of().formatHex(hmac(body, text(secret)))),
        HEX_DECODED_KEY((body, secret) -> base64(hmac(body, hexDecoded(secret)))),
        EMPTY_BODY((body, secret) -> base64(hmac(new byte[0], text(secret)))),
        URL_SAFE((body, secret) -> Base64.getUrlEncoder().withoutPadding().encodeToString(hmac(body, text(secret))));

        final BiFunction<byte[], String, String> made;

        Variant(BiFunction<byte[], String, String> made) {
            this.made = made;
        }
    }

    private Signatures() {}

    static boolean right(byte[] body, String signature, String secret) {
        return same(signature, base64(hmac(body, text(secret))));
    }

    static Optional<String> mistake(byte[] body, String signature, String secret) {
        for (Variant variant : Variant.values()) {
            if (same(signature, variant.made.apply(body, secret))) {
                return Optional.of(variant.name().toLowerCase(Locale.ROOT));
            }
        }
        return Optional.empty();
    }

    /** Takes the same time wherever the two differ. */
    private static boolean same(String given, String expected) {
        return MessageDigest.isEqual(text(given), text(expected));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hexDecoded(String secret) {
        try {
            return HexFormat.of().parseHex(secret);
        } catch (IllegalArgumentException notHex) {
            return text(secret);
        }
    }

    private static String base64(byte[] digest) {
        return Base64.getEncoder().encodeToString(digest);
    }

    private static byte[] hmac(byte[] body, byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }
}
