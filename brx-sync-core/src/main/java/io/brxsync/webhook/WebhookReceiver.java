package io.brxsync.webhook;

import io.brxsync.BrxException;
import io.brxsync.config.Secret;
import io.brxsync.port.WebhookFormat;
import io.brxsync.queue.Enqueued;
import io.brxsync.task.SyncTask;
import io.brxsync.webhook.WebhookReply.Accepted;
import io.brxsync.webhook.WebhookReply.Reason;
import io.brxsync.webhook.WebhookReply.Rejected;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Takes CardTrader's webhooks in: proves the signature over the raw bytes, drops the buyer's data, and enqueues the rest
 * durably. Does no work on stock itself, so that CardTrader is answered at once. Thread-safe.
 *
 * <p>Whoever serves the address passes on the body exactly as it came; a parsed and rewritten one has another signature.
 */
public final class WebhookReceiver {
    /** Recorded orders of 318 lines have a quarter of a megabyte. */
    public static final int LARGEST_BODY = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(WebhookReceiver.class);

    /** The longest right signature has 44 characters. */
    private static final int LONGEST_SIGNATURE = 200;

    private final WebhookFormat format;
    private final WebhookSecrets secrets;
    private final Function<SyncTask.OrderWebhook, Enqueued> enqueue;
    private final MeterRegistry meters;

    /**
     * A receiver.
     *
     * @param format what webhooks look like
     * @param secrets the keys of their signatures
     * @param enqueue takes the task into the outbox
     * @param meters counts webhooks by what became of them
     */
    public WebhookReceiver(
            WebhookFormat format,
            WebhookSecrets secrets,
            Function<SyncTask.OrderWebhook, Enqueued> enqueue,
            MeterRegistry meters) {
        this.format = format;
        this.secrets = secrets;
        this.enqueue = enqueue;
        this.meters = meters;
    }

    /**
     * Takes one webhook.
     *
     * @param user whose address it was sent to
     * @param body the raw bytes of the request's body
     * @param signature the request's {@code Signature} header, null when there is none
     * @throws BrxException if the database is out of reach: answer 503, so that CardTrader may try again
     */
    public WebhookReply receive(UUID user, byte[] body, @Nullable String signature) {
        WebhookReply reply = judge(user, body, signature);
        String outcome =
                reply instanceof Rejected rejected ? rejected.reason().name().toLowerCase(Locale.ROOT) : "accepted";
        meters.counter("brx.webhooks", "outcome", outcome).increment();
        return reply;
    }

    private WebhookReply judge(UUID user, byte[] body, @Nullable String signature) {
        if (body.length > LARGEST_BODY) {
            return new Rejected(Reason.TOO_LARGE);
        }
        if (signature == null || signature.length() > LONGEST_SIGNATURE) {
            LOG.warn("Webhook without a usable signature, it is refused user={}", user);
            return new Rejected(Reason.UNAUTHORIZED);
        }
        if (!signed(user, body, signature.strip())) {
            return new Rejected(Reason.UNAUTHORIZED);
        }
        JsonNode event;
        String webhookId;
        try {
            event = format.stripped(body);
            webhookId = format.event(event).webhookId();
        } catch (BrxException e) {
            LOG.warn("Signed webhook cannot be read, it is refused user={} reason={}", user, e.getMessage());
            return new Rejected(Reason.MALFORMED);
        }
        return new Accepted(
                enqueue.apply(new SyncTask.OrderWebhook(user, webhookId, event)).taskId());
    }

    private boolean signed(UUID user, byte[] body, String signature) {
        Optional<Secret> secret = secrets.of(user);
        if (secret.isPresent() && format.signed(body, signature, secret.get())) {
            return true;
        }
        if (secrets.newer(user, newer -> format.signed(body, signature, newer))) {
            return true;
        }
        LOG.warn(
                "Webhook signature does not match, it is refused user={} connected={} looks_like={}",
                user,
                secret.isPresent(),
                secret.flatMap(known -> format.mistake(body, signature, known)).orElse("forgery"));
        return false;
    }
}
