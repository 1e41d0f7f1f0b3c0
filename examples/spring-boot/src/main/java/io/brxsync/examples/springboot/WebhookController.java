package io.brxsync.examples.springboot;

import io.brxsync.BrxException;
import io.brxsync.webhook.WebhookReceiver;
import io.brxsync.webhook.WebhookReply;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Takes CardTrader's webhooks. The body goes on byte by byte as it came: the signature is over the bytes. */
@RestController
class WebhookController {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookController.class);

    private final WebhookReceiver receiver;

    WebhookController(WebhookReceiver receiver) {
        this.receiver = receiver;
    }

    @PostMapping("/webhooks/{user}")
    ResponseEntity<Void> receive(
            @PathVariable UUID user,
            @RequestHeader(name = "Signature", required = false) @Nullable String signature,
            InputStream body)
            throws IOException {
        // One byte more than may come, so that the receiver sees what is too long.
        byte[] raw = body.readNBytes(WebhookReceiver.LARGEST_BODY + 1);
        try {
            return answer(receiver.receive(user, raw, signature));
        } catch (BrxException e) {
            LOG.warn("Webhook cannot be stored, CardTrader may send it again user={} reason={}", user, e.getMessage());
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build();
        }
    }

    private static ResponseEntity<Void> answer(WebhookReply reply) {
        if (reply instanceof WebhookReply.Rejected rejected) {
            HttpStatus status = switch (rejected.reason()) {
                case UNAUTHORIZED -> HttpStatus.UNAUTHORIZED;
                case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
                case MALFORMED -> HttpStatus.BAD_REQUEST;
            };
            return ResponseEntity.status(status).build();
        }
        return ResponseEntity.accepted().build();
    }
}
