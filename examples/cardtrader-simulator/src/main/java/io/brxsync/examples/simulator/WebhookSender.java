package io.brxsync.examples.simulator;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Signs and posts the webhooks of one account. Thread-safe. */
final class WebhookSender {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http;
    private final ScheduledExecutorService scheduler;
    private final SimulatorOptions options;
    private final Supplier<String> secret;
    private final Supplier<@Nullable String> url;

    WebhookSender(
            HttpClient http,
            ScheduledExecutorService scheduler,
            SimulatorOptions options,
            Supplier<String> secret,
            Supplier<@Nullable String> url) {
        this.http = http;
        this.scheduler = scheduler;
        this.options = options;
        this.secret = secret;
        this.url = url;
    }

    record Result(WebhookDelivery.Outcome outcome, int status, Duration latency) {
        static Result of(WebhookDelivery.Outcome outcome) {
            return new Result(outcome, 0, Duration.ZERO);
        }
    }

    CompletableFuture<Void> later(Duration delay) {
        Executor after = task -> scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return CompletableFuture.runAsync(() -> {}, after);
    }

    /** Sends all copies one after the other, with the retries that the options ask for. */
    CompletableFuture<Void> send(Webhooks webhooks, WebhookMessage message, WebhookFate fate) {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (int copy = 0; copy < fate.copies(); copy++) {
            all = all.thenCompose(done -> attempt(webhooks, message, fate, options.webhookRetries()));
        }
        return all;
    }

    private CompletableFuture<Void> attempt(
            Webhooks webhooks, WebhookMessage message, WebhookFate fate, int retriesLeft) {
        String webhookId = UUID.randomUUID().toString();
        byte[] body = message.bytes(webhookId);
        return post(body, fate.signature()).thenCompose(result -> {
            webhooks.note(new Webhooks.Attempt(message.cause(), message.orderId(), webhookId, result, body));
            boolean again = result.outcome() == WebhookDelivery.Outcome.REFUSED
                    || result.outcome() == WebhookDelivery.Outcome.FAILED;
            return again && retriesLeft > 0
                    ? attempt(webhooks, message, fate, retriesLeft - 1)
                    : CompletableFuture.completedFuture(null);
        });
    }

    private CompletableFuture<Result> post(byte[] body, WebhookFate.Signature signature) {
        String target = url.get();
        if (target == null) {
            return CompletableFuture.completedFuture(Result.of(WebhookDelivery.Outcome.UNREGISTERED));
        }
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(URI.create(target));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(Result.of(WebhookDelivery.Outcome.FAILED));
        }
        request.timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        switch (signature) {
            case VALID -> request.header("Signature", sign(body, secret.get()));
            case FORGED -> request.header("Signature", sign(body, "0123456789abcdef0123456789abcdef"));
            case MISSING -> {}
        }
        long start = options.ticker().getAsLong();
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
                .handle((answer, failed) -> result(answer, start));
    }

    private Result result(@Nullable HttpResponse<Void> answer, long start) {
        Duration latency = Duration.ofNanos(options.ticker().getAsLong() - start);
        if (answer == null) {
            return new Result(WebhookDelivery.Outcome.FAILED, 0, latency);
        }
        boolean good = answer.statusCode() / 100 == 2;
        return new Result(
                good ? WebhookDelivery.Outcome.DELIVERED : WebhookDelivery.Outcome.REFUSED,
                answer.statusCode(),
                latency);
    }

    /** base64(HMAC-SHA256(body)) with the text of the secret, not the bytes that it spells, as the key. */
    static String sign(byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA256", e);
        }
    }
}
