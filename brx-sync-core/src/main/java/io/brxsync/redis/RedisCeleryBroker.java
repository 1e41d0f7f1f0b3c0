package io.brxsync.redis;

import io.brxsync.celery.CeleryBroker;
import io.brxsync.config.CeleryConfig;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RMap;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.client.codec.Codec;
import org.redisson.client.codec.StringCodec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Celery's lists through Redisson. Celery knows no Cluster, so its keys and ours are on one server. Thread-safe. */
final class RedisCeleryBroker implements CeleryBroker {
    private static final Codec BYTES = new StringCodec(StandardCharsets.ISO_8859_1);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Kombu's: lists of priority 3, 6 and 9 have this and the number behind the queue's name; 0 is the most urgent. */
    private static final String SEPARATOR = "\u0006\u0016";

    private static final List<Integer> STEPS = List.of(0, 3, 6, 9);
    private static final int RESTORE_AT_ONCE = 500;

    private final RedissonClient redisson;
    private final Runnable closing;
    private final CeleryConfig config;
    private final String prefix;
    private final RedisScripts scripts;

    RedisCeleryBroker(RedissonClient redisson, Runnable closing, CeleryConfig config, Timer latency) {
        this.redisson = redisson;
        this.closing = closing;
        this.config = config;
        this.prefix = "{" + config.broker().namespace() + "}:celery:";
        this.scripts = new RedisScripts(redisson, prefix + "bridges", "celery", latency, BYTES);
    }

    @Override
    public List<String> take(String consumer, String queue, Duration lease, int most) {
        List<String> arguments =
                new ArrayList<>(List.of(consumer, Long.toString(lease.toMillis()), Integer.toString(most)));
        lists(queue).forEach(arguments::add);
        return scripts.strings("celery_take", arguments);
    }

    private Stream<String> lists(String queue) {
        return STEPS.stream().map(step -> list(queue, step));
    }

    private String list(String queue, int step) {
        return config.keyPrefix() + queue + (step == 0 ? "" : SEPARATOR + step);
    }

    @Override
    public void await(String consumer, String queue, Duration longest) {
        translating(() -> {
            try {
                redisson.getBlockingDeque(list(queue, 0), BYTES)
                        .pollLastAndOfferFirstTo(
                                prefix + "taken:" + consumer, longest.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 0;
        });
    }

    @Override
    public void done(String consumer, List<String> messages) {
        List<String> arguments = new ArrayList<>(messages.size() + 1);
        arguments.add(consumer);
        arguments.addAll(messages);
        scripts.number("celery_done", arguments.toArray(String[]::new));
    }

    @Override
    public long refuse(String consumer, String message, Refusal why) {
        return scripts.number("celery_refuse", consumer, message, CeleryEntries.write(why));
    }

    @Override
    public void leave(String consumer) {
        scripts.number("celery_leave", consumer);
    }

    @Override
    public List<Refused> refused(int limit) {
        Map<String, String> all = translating(this::entries);
        return all.entrySet().stream()
                .map(entry -> CeleryEntries.read(Long.parseLong(entry.getKey()), entry.getValue()))
                .sorted(Comparator.comparing(Refused::id))
                .limit(limit)
                .toList();
    }

    private Map<String, String> entries() {
        RMap<String, String> refused = redisson.getMap(prefix + "refused", BYTES);
        return refused.readAllMap();
    }

    @Override
    public int retry(List<Long> ids) {
        Map<String, String> all = translating(this::entries);
        int sent = 0;
        for (long id : ids) {
            String entry = all.get(Long.toString(id));
            if (entry != null) {
                String message = CeleryEntries.read(id, entry).why().kept();
                sent += (int) scripts.number("celery_settle", Long.toString(id), message);
            }
        }
        return sent;
    }

    @Override
    public int purge(List<Long> ids) {
        int purged = 0;
        for (long id : ids) {
            purged += (int) scripts.number("celery_settle", Long.toString(id));
        }
        return purged;
    }

    @Override
    public int restoreUnacknowledged(Duration age) {
        String before = Long.toString(age.toMillis());
        List<String> found = scripts.strings(
                "celery_unacked", List.of(config.keyPrefix(), before, Integer.toString(RESTORE_AT_ONCE)));
        int restored = 0;
        for (int i = 0; i + 1 < found.size(); i += 2) {
            Unacknowledged entry = Unacknowledged.read(found.get(i + 1));
            if (entry != null && config.queues().contains(entry.queue())) {
                String list = list(entry.queue(), entry.step());
                restored +=
                        (int) scripts.number("celery_restore", config.keyPrefix(), found.get(i), list, entry.message());
            }
        }
        return restored;
    }

    @Override
    public Depth depth() {
        List<String> arguments = new ArrayList<>(List.of(config.keyPrefix()));
        config.queues().forEach(queue -> lists(queue).forEach(arguments::add));
        List<Long> numbers = scripts.strings("celery_depth", arguments).stream()
                .map(Long::parseLong)
                .toList();
        return new Depth(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3));
    }

    @Override
    public void close() {
        closing.run();
    }

    private static <T> T translating(Supplier<T> call) {
        try {
            return call.get();
        } catch (RedisException e) {
            throw RedisErrors.translate(e);
        }
    }

    /**
     * What kombu keeps of a message that a worker has: {@code [message, exchange, routing key]}.
     *
     * @param queue where it came from; the queues have the names of their routing keys
     * @param step its priority, rounded down to one that has a list
     * @param message as it goes back
     */
    private record Unacknowledged(String queue, int step, String message) {
        static @Nullable Unacknowledged read(String entry) {
            try {
                JsonNode json = JSON.readTree(entry.getBytes(StandardCharsets.ISO_8859_1));
                JsonNode message = json.path(0);
                int priority = message.path("properties").path("priority").asInt(0);
                int step = STEPS.stream()
                        .filter(each -> each <= Math.max(0, priority))
                        .reduce(0, Math::max);
                String text = new String(JSON.writeValueAsBytes(message), StandardCharsets.ISO_8859_1);
                return message.isObject() ? new Unacknowledged(json.path(2).asString(""), step, text) : null;
            } catch (JacksonException notOurs) {
                return null;
            }
        }
    }

    /** How a refused message is kept; its bytes as Base64, because they may be no text. Stateless. */
    private static final class CeleryEntries {
        private CeleryEntries() {}

        static String write(Refusal why) {
            var entry = JSON.createObjectNode()
                    .put("reason", why.reason())
                    .put("task", why.task())
                    .put("task_id", why.taskId())
                    .put(
                            "message",
                            Base64.getEncoder().encodeToString(why.kept().getBytes(StandardCharsets.ISO_8859_1)));
            return new String(JSON.writeValueAsBytes(entry), StandardCharsets.ISO_8859_1);
        }

        /** The script puts the time before the entry. */
        static Refused read(long id, String text) {
            int space = text.indexOf(' ');
            JsonNode entry = JSON.readTree(text.substring(space + 1).getBytes(StandardCharsets.ISO_8859_1));
            return new Refused(
                    id,
                    Instant.ofEpochMilli(Long.parseLong(text.substring(0, space))),
                    new Refusal(
                            entry.path("reason").asString(""),
                            entry.path("task").isNull()
                                    ? null
                                    : entry.path("task").asString(),
                            entry.path("task_id").isNull()
                                    ? null
                                    : entry.path("task_id").asString(),
                            new String(
                                    Base64.getDecoder()
                                            .decode(entry.path("message").asString("")),
                                    StandardCharsets.ISO_8859_1)));
        }
    }
}
