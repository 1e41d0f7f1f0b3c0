package io.brxsync.port;

import io.brxsync.config.Secret;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What the marketplace's webhooks look like. Needs no connection. Thread-safe. */
public interface WebhookFormat {

    /**
     * Whether the signature is the one of exactly these bytes; takes the same time wherever it differs.
     *
     * @param body the body as it came
     * @param signature the value of the {@code Signature} header
     * @param secret the app's shared secret
     */
    boolean signed(byte[] body, String signature, Secret secret);

    /**
     * What an almost right signature was made with, for the log; empty for none that is known.
     *
     * @param body the body as it came
     * @param signature a value that is not right
     * @param secret the app's shared secret
     */
    Optional<String> mistake(byte[] body, String signature, Secret secret);

    /**
     * The envelope without any of the buyer's data, fit to be stored.
     *
     * @throws io.brxsync.BrxException {@code REJECTED} if the body is no webhook about an order
     */
    JsonNode stripped(byte[] body);

    /**
     * Reads what {@link #stripped} made.
     *
     * @throws io.brxsync.BrxException {@code REJECTED} if it is no webhook about an order
     */
    OrderEvent event(JsonNode stripped);
}
