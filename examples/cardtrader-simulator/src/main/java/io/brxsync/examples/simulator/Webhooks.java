package io.brxsync.examples.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * The webhooks of one account: signed, sent in order by a thread of their own, and as unreliable as asked for.
 * Thread-safe.
 */
public final class Webhooks {
    private static final int LOG_LIMIT = 5_000;

    private final int accountId;
    private final WebhookSender sender;
    private final Clock clock;
    // Guarded by this, all of them.
    private final Deque<WebhookFate> fates = new ArrayDeque<>();
    private final Deque<Attempt> log = new ArrayDeque<>();
    private final Map<WebhookDelivery.Outcome, Long> outcomes = new EnumMap<>(WebhookDelivery.Outcome.class);
    private final List<WebhookMessage> held = new ArrayList<>();
    private boolean holding;
    private WebhookPolicy policy = WebhookPolicy.reliable();
    private SplittableRandom random = new SplittableRandom(0);
    private CompletableFuture<?> tail = CompletableFuture.completedFuture(null);
    private final Set<CompletableFuture<?>> open = new HashSet<>();

    Webhooks(int accountId, WebhookSender sender, Clock clock) {
        this.accountId = accountId;
        this.sender = sender;
        this.clock = clock;
    }

    /** The fate of the next webhooks. */
    public synchronized void next(WebhookFate fate, int webhooks) {
        for (int i = 0; i < webhooks; i++) {
            fates.add(fate);
        }
    }

    /** What happens to all webhooks that have no fate of their own. */
    public synchronized void policy(WebhookPolicy newPolicy) {
        policy = newPolicy;
        random = new SplittableRandom(newPolicy.seed());
    }

    /** Holds all webhooks back until they are released. */
    public synchronized void hold() {
        holding = true;
    }

    /** Sends what was held back, in order. */
    public void release() {
        release(messages -> {});
    }

    /** Sends what was held back, the last one first. */
    public void releaseReversed() {
        release(Collections::reverse);
    }

    /** Sends what was held back in a random order. */
    public void releaseShuffled(long seed) {
        release(messages -> Collections.shuffle(messages, new Random(seed)));
    }

    /** The newest attempts (at most 5,000), oldest first, with those that were never made. */
    public synchronized List<WebhookDelivery> deliveries() {
        return log.stream().map(this::delivery).toList();
    }

    /**
     * Waits until every webhook that is not held back has been delivered or given up.
     *
     * @return false when that took longer
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public boolean awaitIdle(Duration atMost) throws InterruptedException {
        CompletableFuture<?>[] waitingFor;
        synchronized (this) {
            waitingFor = open.toArray(new CompletableFuture<?>[0]);
        }
        try {
            CompletableFuture.allOf(waitingFor)
                    .handle((done, failed) -> null)
                    .get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("handled failures do not fail", e);
        }
    }

    void announce(String cause, SimulatedOrder order, OrderJson json) {
        ObjectNode envelope = envelope(cause, order);
        envelope.set("data", json.order(order));
        emit(new WebhookMessage(cause, order.id(), envelope));
    }

    void announceDestroyed(SimulatedOrder order, EmptyData data) {
        ObjectNode envelope = envelope("order.destroy", order);
        data.putInto(envelope);
        emit(new WebhookMessage("order.destroy", order.id(), envelope));
    }

    /** How many attempts ended how, all of them counted. */
    public synchronized Map<WebhookDelivery.Outcome, Long> outcomes() {
        return Map.copyOf(outcomes);
    }

    /** Notes an attempt. The body is kept as bytes: half the size of a text with a euro sign in it. */
    synchronized void note(Attempt attempt) {
        if (log.size() == LOG_LIMIT) {
            log.removeFirst();
        }
        log.add(attempt);
        outcomes.merge(attempt.result().outcome(), 1L, Long::sum);
    }

    record Attempt(String cause, long orderId, String webhookId, WebhookSender.Result result, byte[] body) {}

    private WebhookDelivery delivery(Attempt attempt) {
        return new WebhookDelivery(
                attempt.webhookId(),
                accountId,
                attempt.cause(),
                attempt.orderId(),
                attempt.result().outcome(),
                attempt.result().status(),
                attempt.result().latency(),
                new String(attempt.body(), StandardCharsets.UTF_8));
    }

    private ObjectNode envelope(String cause, SimulatedOrder order) {
        return Json.object()
                .put("id", "")
                .put("time", clock.instant().getEpochSecond())
                .put("cause", cause)
                .put("object_class", "Order")
                .put("object_id", order.id())
                .put("mode", order.kind().test() ? "test" : "live");
    }

    private synchronized void emit(WebhookMessage message) {
        if (holding) {
            held.add(message);
            return;
        }
        WebhookFate fate = Optional.ofNullable(fates.poll()).orElseGet(() -> policy.draw(random));
        if (fate.copies() == 0) {
            note(new Attempt(
                    message.cause(),
                    message.orderId(),
                    "",
                    WebhookSender.Result.of(WebhookDelivery.Outcome.DROPPED),
                    message.bytes("")));
            return;
        }
        CompletableFuture<?> sent;
        if (fate.delay().isZero()) {
            // In order: the next one leaves when this one has been answered.
            sent = tail.handle((done, failed) -> null).thenCompose(done -> sender.send(this, message, fate));
            tail = sent;
        } else {
            sent = sender.later(fate.delay()).thenCompose(done -> sender.send(this, message, fate));
        }
        open.add(sent);
        sent.whenComplete((done, failed) -> settled(sent));
    }

    private synchronized void settled(CompletableFuture<?> sent) {
        open.remove(sent);
    }

    private synchronized void release(Consumer<List<WebhookMessage>> order) {
        holding = false;
        List<WebhookMessage> messages = new ArrayList<>(held);
        held.clear();
        order.accept(messages);
        messages.forEach(this::emit);
    }
}
