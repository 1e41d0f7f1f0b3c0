package io.brxsync.webhook;

import io.brxsync.BrxException;
import io.brxsync.config.Secret;
import io.brxsync.port.WebhookFormat;
import io.brxsync.task.SyncTask;
import io.brxsync.webhook.WebhookReply.Accepted;
import io.brxsync.webhook.WebhookReply.Reason;
import io.brxsync.webhook.WebhookReply.Rejected;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
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
    private final Outbox outbox;
    private final MeterRegistry meters;

    /** Takes tasks in durably. */
    public interface Outbox {
        /** In a transaction of its own; returns the task's id. */
        String enqueue(SyncTask.OrderWebhook task);

        /** In the caller's transaction. */
        Enlisted enlist(Connection transaction, SyncTask.OrderWebhook task);
    }

    /**
     * A task in a transaction that has not committed yet.
     *
     * @param taskId the task
     * @param publish hands it to the queue at once; to be called after the commit
     */
    public record Enlisted(String taskId, Runnable publish) {}

    /**
     * A webhook in a transaction that has not committed yet.
     *
     * @param reply what becomes of it if the transaction commits
     * @param publish hands it to the queue at once; to be called after the commit, otherwise recovery does it later
     */
    public record Received(WebhookReply reply, Runnable publish) {}

    /**
     * A receiver.
     *
     * @param format what webhooks look like
     * @param secrets the keys of their signatures
     * @param outbox takes the tasks
     * @param meters counts webhooks by what became of them
     */
    public WebhookReceiver(WebhookFormat format, WebhookSecrets secrets, Outbox outbox, MeterRegistry meters) {
        this.format = format;
        this.secrets = secrets;
        this.outbox = outbox;
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
        Judged judged = judge(user, body, signature);
        return counted(judged.task() == null ? judged.refusal() : new Accepted(outbox.enqueue(judged.task())));
    }

    /**
     * Takes one webhook as part of the caller's own transaction: it is there if and only if the transaction commits.
     *
     * @param transaction a connection to the same database, auto-commit off; the caller commits
     * @param user as in {@link #receive}
     * @param body as in {@link #receive}
     * @param signature as in {@link #receive}
     */
    public Received receiveIn(Connection transaction, UUID user, byte[] body, @Nullable String signature) {
        Judged judged = judge(user, body, signature);
        if (judged.task() == null) {
            return new Received(counted(judged.refusal()), () -> {});
        }
        Enlisted enlisted = outbox.enlist(transaction, judged.task());
        return new Received(counted(new Accepted(enlisted.taskId())), enlisted.publish());
    }

    private WebhookReply counted(WebhookReply reply) {
        String outcome =
                reply instanceof Rejected rejected ? rejected.reason().name().toLowerCase(Locale.ROOT) : "accepted";
        meters.counter("brx.webhooks", "outcome", outcome).increment();
        return reply;
    }

    /** Either a task, or why there is none. */
    private record Judged(SyncTask.@Nullable OrderWebhook task, WebhookReply refusal) {
        static Judged refused(Reason reason) {
            return new Judged(null, new Rejected(reason));
        }
    }

    private Judged judge(UUID user, byte[] body, @Nullable String signature) {
        if (body.length > LARGEST_BODY) {
            return Judged.refused(Reason.TOO_LARGE);
        }
        if (signature == null || signature.length() > LONGEST_SIGNATURE) {
            LOG.warn("Webhook without a usable signature, it is refused user={}", user);
            return Judged.refused(Reason.UNAUTHORIZED);
        }
        if (!signed(user, body, signature.strip())) {
            return Judged.refused(Reason.UNAUTHORIZED);
        }
        try {
            JsonNode event = format.stripped(body);
            SyncTask.OrderWebhook task =
                    new SyncTask.OrderWebhook(user, format.event(event).webhookId(), event);
            return new Judged(task, new Rejected(Reason.MALFORMED));
        } catch (BrxException e) {
            LOG.warn("Signed webhook cannot be read, it is refused user={} reason={}", user, e.getMessage());
            return Judged.refused(Reason.MALFORMED);
        }
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
