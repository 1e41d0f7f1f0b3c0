package io.brxsync.cli.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.brxsync.BrxException;
import io.brxsync.webhook.WebhookReceiver;
import io.brxsync.webhook.WebhookReply;
import io.brxsync.webhook.WebhookReply.Rejected;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code POST /webhooks/{user_id}}: 202 once the webhook is in the outbox, 401 without a valid signature, 503 when
 * the database is out of reach, so that CardTrader may send it again. Thread-safe.
 */
public final class WebhookEndpoint implements HttpHandler {
    static final String PATH = "/webhooks/";

    private static final Logger LOG = LoggerFactory.getLogger(WebhookEndpoint.class);
    private static final String SIGNATURE = "Signature";

    private final WebhookReceiver receiver;

    /** An endpoint that hands everything to this receiver. */
    public WebhookEndpoint(WebhookReceiver receiver) {
        this.receiver = receiver;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status(exchange), -1);
        }
    }

    private int status(HttpExchange exchange) throws IOException {
        UUID user = user(exchange.getRequestURI().getPath());
        if (user == null) {
            return 404;
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            return 405;
        }
        // One byte more than allowed tells that there are more.
        byte[] body = exchange.getRequestBody().readNBytes(WebhookReceiver.LARGEST_BODY + 1);
        try {
            WebhookReply reply =
                    receiver.receive(user, body, exchange.getRequestHeaders().getFirst(SIGNATURE));
            return reply instanceof Rejected rejected ? status(rejected.reason()) : 202;
        } catch (BrxException e) {
            LOG.warn(
                    "Webhook cannot be taken, CardTrader is asked to send it again user={} reason={}",
                    user,
                    e.getMessage());
            return 503;
        }
    }

    private static int status(WebhookReply.Reason reason) {
        return switch (reason) {
            case UNAUTHORIZED -> 401;
            case TOO_LARGE -> 413;
            case MALFORMED -> 400;
        };
    }

    private static @Nullable UUID user(String path) {
        String id = path.substring(PATH.length());
        try {
            UUID user = UUID.fromString(id);
            // Shortened forms are accepted by UUID itself.
            return user.toString().equalsIgnoreCase(id) ? user : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
