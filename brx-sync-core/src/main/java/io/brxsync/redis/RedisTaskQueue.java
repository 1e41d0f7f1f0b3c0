package io.brxsync.redis;

import io.brxsync.BrxException;
import io.brxsync.queue.Claim;
import io.brxsync.queue.ClaimRequest;
import io.brxsync.queue.DeadTask;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.Enqueued;
import io.brxsync.queue.Enqueued.Outcome;
import io.brxsync.queue.Exchange;
import io.brxsync.queue.Lease;
import io.brxsync.queue.LeaseState;
import io.brxsync.queue.QueueControl;
import io.brxsync.queue.Settlement;
import io.brxsync.queue.TaskQueue;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskMessageJson;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.api.listener.MessageListener;
import org.redisson.api.listener.StatusListener;
import org.redisson.client.codec.StringCodec;

/**
 * The queue on Redis. Each state change is one atomic Lua script (see {@code common.lua} for the key layout), so any
 * number of processes may share a namespace. Thread-safe.
 */
final class RedisTaskQueue implements TaskQueue {
    /** Messages per script call: long enough to be cheap, short enough not to hold up Redis. */
    private static final int ENQUEUE_BATCH = 500;

    private static final int MERGE_TRIES = 50;

    private final RedisScripts scripts;
    private final RTopic wakeTopic;
    private final TaskCodec codec;
    private final RedisQueueControl control;
    private final CallLog calls = new CallLog();

    RedisTaskQueue(RedissonClient redisson, String namespace, TaskCodec codec, InstantSource clock, Timer latency) {
        String prefix = "{" + namespace + "}:";
        this.scripts = new RedisScripts(redisson, prefix + "meta", "common", latency);
        this.wakeTopic = redisson.getTopic(prefix + "wake", StringCodec.INSTANCE);
        this.codec = codec;
        this.control = new RedisQueueControl(scripts, new RedisClock(scripts, clock));
    }

    @Override
    public List<Enqueued> enqueue(List<TaskMessage> messages) {
        List<Enqueued> result = new ArrayList<>(messages.size());
        for (int from = 0; from < messages.size(); from += ENQUEUE_BATCH) {
            result.addAll(enqueueBatch(messages.subList(from, Math.min(messages.size(), from + ENQUEUE_BATCH))));
        }
        return result;
    }

    private List<Enqueued> enqueueBatch(List<TaskMessage> messages) {
        List<String> arguments = new ArrayList<>(messages.size() * 9);
        messages.forEach(message -> addMessage(arguments, message));
        Reply reply = new Reply(scripts.strings("enqueue", arguments));
        List<Enqueued> result = new ArrayList<>(messages.size());
        for (TaskMessage message : messages) {
            String outcome = reply.next();
            String id = reply.next();
            String live = reply.next();
            result.add(outcome.equals("C") ? merge(message, id, live) : enqueued(outcome, id, live));
        }
        return result;
    }

    private static Enqueued enqueued(String code, String id, String detail) {
        return switch (code) {
            case "A" -> new Enqueued(id, Outcome.ADDED);
            case "K" -> new Enqueued(id, Outcome.KNOWN);
            case "D" -> new Enqueued(id, Outcome.DUPLICATE);
            case "L" -> refused(id, Enqueued.Refusal.Scope.LANE, detail);
            case "Q" -> refused(id, Enqueued.Refusal.Scope.QUEUE, detail);
            default -> throw unexpected("enqueue", code);
        };
    }

    private static Enqueued refused(String id, Enqueued.Refusal.Scope scope, String waitingAndBound) {
        String[] numbers = waitingAndBound.split(" ");
        return new Enqueued(
                id,
                Outcome.REFUSED,
                new Enqueued.Refusal(scope, Long.parseLong(numbers[0]), Long.parseLong(numbers[1])));
    }

    /** Lays the payload over that of the waiting task, unless it starts first: then the message stands for itself. */
    private Enqueued merge(TaskMessage message, String liveId, String liveText) {
        String id = liveId;
        String text = liveText;
        for (int i = 0; i < MERGE_TRIES; i++) {
            TaskMessage live = TaskMessageJson.read(text);
            String merged = TaskMessageJson.write(live.withPayload(codec.overlay(live.payload(), message.payload())));
            if (scripts.number("merge", id, text, merged) == 1) {
                return new Enqueued(id, Outcome.MERGED);
            }
            List<String> arguments = new ArrayList<>();
            addMessage(arguments, message);
            Reply again = new Reply(scripts.strings("enqueue", arguments));
            String outcome = again.next();
            id = again.next();
            text = again.next();
            if (!outcome.equals("C")) {
                return enqueued(outcome, id, text);
            }
        }
        throw BrxException.of(
                BrxException.Kind.RETRYABLE,
                "Too many edits of " + message.options().uniqueKey() + " at once; try again");
    }

    private static void addMessage(List<String> arguments, TaskMessage message) {
        TaskMessage.Options options = message.options();
        Collections.addAll(
                arguments,
                message.id(),
                TaskMessageJson.write(message),
                message.queue(),
                message.user().toString(),
                message.capability(),
                Integer.toString(options.priority()),
                options.notBefore() == null
                        ? ""
                        : Long.toString(options.notBefore().toEpochMilli()),
                keyOf(message),
                modeOf(message));
    }

    @Override
    public Exchange exchange(List<Settlement> settlements, ClaimRequest request) {
        ExchangeCall call = new ExchangeCall(settlements, request);
        try {
            return call.answer(scripts.strings("exchange", call.arguments));
        } catch (BrxException e) {
            calls.failed(call.number);
            throw e;
        }
    }

    @Override
    public CompletionStage<Exchange> exchangeAsync(List<Settlement> settlements, ClaimRequest request) {
        ExchangeCall call = new ExchangeCall(settlements, request);
        return scripts.stringsAsync("exchange", call.arguments)
                .whenComplete((strings, failure) -> {
                    if (failure != null) {
                        calls.failed(call.number);
                    }
                })
                .thenApply(call::answer);
    }

    /** One exchange on its way. */
    private final class ExchangeCall {
        private final int[] order;
        private final CallLog.Call number = calls.next();
        private final List<String> arguments;

        ExchangeCall(List<Settlement> settlements, ClaimRequest request) {
            // Tasks that go back to the head of their lane go back last first, so that the first one ends up first.
            this.order = IntStream.range(0, settlements.size())
                    .boxed()
                    .sorted(Comparator.comparingLong(
                            (Integer i) -> -settlements.get(i).lease().token()))
                    .mapToInt(Integer::intValue)
                    .toArray();
            this.arguments = arguments(settlements, request);
            calls.addTo(arguments, number);
            addSettlements(arguments, settlements, order);
        }

        Exchange answer(List<String> strings) {
            Reply reply = new Reply(strings);
            long nextEvent = reply.nextLong();
            LeaseState[] settled = new LeaseState[order.length];
            reply.skip(1);
            for (int index : order) {
                settled[index] = leaseState(reply.next());
            }
            List<DeadTask> buried = reply.list(RedisQueueControl::deadTask);
            List<Claim> claims = reply.list(RedisTaskQueue::claim);
            calls.succeeded(number, !(order.length == 0 && buried.isEmpty() && claims.isEmpty()));
            return new Exchange(List.of(settled), claims, buried, nextEvent < 0 ? null : Duration.ofMillis(nextEvent));
        }
    }

    private static List<String> arguments(List<Settlement> settlements, ClaimRequest request) {
        List<String> arguments = new ArrayList<>(32 + 7 * settlements.size());
        Collections.addAll(
                arguments,
                Integer.toString(request.max()),
                Integer.toString(request.fromLast()),
                Long.toString(request.lease().toMillis()),
                Integer.toString(request.maxCrashes()),
                Integer.toString(request.queues().size()));
        arguments.addAll(request.queues());
        arguments.add(Integer.toString(request.capabilities().size()));
        for (String capability : request.capabilities()) {
            arguments.add(capability);
            arguments.add(Integer.toString(request.batches().getOrDefault(capability, 1)));
        }
        return arguments;
    }

    private static void addSettlements(List<String> arguments, List<Settlement> settlements, int[] order) {
        arguments.add(Integer.toString(settlements.size()));
        for (int index : order) {
            Settlement settlement = settlements.get(index);
            arguments.add(settlement.lease().taskId());
            arguments.add(Long.toString(settlement.lease().token()));
            addDisposition(arguments, settlement.disposition());
        }
    }

    private static void addDisposition(List<String> arguments, Disposition disposition) {
        if (disposition instanceof Disposition.Ack) {
            arguments.add("A");
        } else if (disposition instanceof Disposition.RetryAfter retry) {
            addVerb(arguments, "R", retry.delay(), retry.reason(), retry.countsAsAttempt(), retry.checkpoint());
        } else if (disposition instanceof Disposition.Hold hold) {
            addVerb(arguments, "H", hold.delay(), hold.reason(), false, hold.checkpoint());
        } else if (disposition instanceof Disposition.Bury bury) {
            addVerb(arguments, "B", Duration.ZERO, bury.reason(), false, null);
        }
    }

    private static void addVerb(
            List<String> arguments,
            String verb,
            Duration delay,
            String reason,
            boolean counts,
            @Nullable String checkpoint) {
        Collections.addAll(
                arguments,
                verb,
                Long.toString(delay.toMillis()),
                reason,
                counts ? "1" : "0",
                checkpoint == null ? "" : checkpoint);
    }

    private static Claim claim(Reply reply) {
        TaskMessage message = TaskMessageJson.read(reply.next());
        long token = reply.nextLong();
        int attempts = (int) reply.nextLong();
        int crashes = (int) reply.nextLong();
        String checkpoint = reply.next();
        return new Claim(message, token, attempts, crashes, checkpoint.isEmpty() ? null : checkpoint, reply.nextLong());
    }

    @Override
    public List<LeaseState> renew(List<Lease> leases, Duration lease) {
        if (leases.isEmpty()) {
            return List.of();
        }
        List<String> arguments = new ArrayList<>(1 + 2 * leases.size());
        arguments.add(Long.toString(lease.toMillis()));
        for (Lease held : leases) {
            arguments.add(held.taskId());
            arguments.add(Long.toString(held.token()));
        }
        return scripts.strings("renew", arguments).stream()
                .map(RedisTaskQueue::leaseState)
                .toList();
    }

    @Override
    public List<LeaseState> restore(List<Claim> claims, Duration lease) {
        List<String> arguments = new ArrayList<>(1 + 12 * claims.size());
        arguments.add(Long.toString(lease.toMillis()));
        for (Claim claim : claims) {
            TaskMessage message = claim.message();
            Collections.addAll(
                    arguments,
                    message.id(),
                    TaskMessageJson.write(message),
                    message.queue(),
                    message.user().toString(),
                    message.capability(),
                    Integer.toString(message.options().priority()),
                    keyOf(message),
                    modeOf(message),
                    Long.toString(claim.token()),
                    Integer.toString(claim.attempts()),
                    Integer.toString(claim.crashes()),
                    claim.checkpoint() == null ? "" : claim.checkpoint());
        }
        return scripts.strings("restore", arguments).stream()
                .map(RedisTaskQueue::leaseState)
                .toList();
    }

    private static String keyOf(TaskMessage message) {
        String key = message.options().uniqueKey();
        return key == null ? "" : key;
    }

    private static String modeOf(TaskMessage message) {
        return switch (message.options().uniqueness()) {
            case UNTIL_SETTLED -> "S";
            case MERGE_UNTIL_STARTED -> "M";
        };
    }

    @Override
    public Subscription onWork(Runnable wake) {
        MessageListener<String> onMessage = (channel, queue) -> wake.run();
        // Messages sent while the connection was down are gone: every (re)subscription looks once.
        StatusListener onStatus = new StatusListener() {
            @Override
            public void onSubscribe(String channel) {
                wake.run();
            }

            @Override
            public void onUnsubscribe(String channel) {}
        };
        int messages = wakeTopic.addListener(String.class, onMessage);
        int status = wakeTopic.addListener(onStatus);
        return () -> wakeTopic.removeListener(messages, status);
    }

    @Override
    public QueueControl control() {
        return control;
    }

    private static LeaseState leaseState(String code) {
        return switch (code) {
            case "H" -> LeaseState.HELD;
            case "C" -> LeaseState.CANCEL_REQUESTED;
            case "F" -> LeaseState.FORGOTTEN;
            case "L" -> LeaseState.LEASE_LOST;
            default -> throw unexpected("lease", code);
        };
    }

    private static BrxException unexpected(String what, String code) {
        return BrxException.of(BrxException.Kind.BUG, "A queue script answered " + code + " for " + what);
    }
}
