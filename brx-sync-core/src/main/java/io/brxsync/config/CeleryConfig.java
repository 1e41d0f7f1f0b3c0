package io.brxsync.config;

import io.brxsync.BrxException;
import io.brxsync.task.TaskNames;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Redis lists of a Celery service whose messages are taken over. Immutable; never prints the password.
 *
 * @param broker the Redis server that Celery's producers write to, and the namespace of our keys there
 * @param keyPrefix kombu's {@code global_keyprefix}, empty for none
 * @param queues Celery's queues, most preferred first
 * @param visibilityTimeout after so long kombu takes a message without acknowledgement for lost
 */
public record CeleryConfig(RedisConfig broker, String keyPrefix, List<String> queues, Duration visibilityTimeout) {
    private static final String URL = "CELERY_BROKER_URL";
    private static final String QUEUES = "high-priority,bulk-sync,default";
    private static final int WEEK = 7 * 24 * 3600;

    /** Beside one connection per queue, which waits. */
    private static final int CONNECTIONS = 4;

    /** Copies the list. */
    public CeleryConfig {
        queues = List.copyOf(queues);
    }

    /**
     * From {@code CELERY_BROKER_URL} (default: {@code REDIS_URL}), {@code CELERY_QUEUES}, {@code CELERY_KEY_PREFIX} and
     * {@code CELERY_VISIBILITY_TIMEOUT}.
     *
     * @throws BrxException {@code CONFIGURATION} with the name of the first bad variable
     */
    public static CeleryConfig from(Map<String, String> variables) {
        Env env = new Env(variables);
        RedisConfig ours = RedisConfig.from(env);
        @Nullable Secret named = env.parsed(URL, CeleryConfig::broker).orElse(null);
        if (named == null && ours.redissonFile() != null) {
            throw BrxException.configuration(
                    URL + " is not set; with REDISSON_CONFIG it has to name the server that Celery writes to");
        }
        List<String> queues = env.parsed("CELERY_QUEUES", CeleryConfig::queues).orElseGet(() -> queues(QUEUES));
        RedisConfig broker = new RedisConfig(
                named == null ? ours.url() : named, null, queues.size() + CONNECTIONS, ours.namespace());
        return new CeleryConfig(
                broker,
                env.text("CELERY_KEY_PREFIX").orElse(""),
                queues,
                Duration.ofSeconds(env.integer("CELERY_VISIBILITY_TIMEOUT", 3600, 1, WEEK)));
    }

    /** What follows the question mark is meant for Python's client. */
    private static Secret broker(String url) {
        int query = url.indexOf('?');
        return RedisConfig.checked(query < 0 ? url : url.substring(0, query));
    }

    private static List<String> queues(String text) {
        List<String> queues = Arrays.stream(text.split(","))
                .map(String::strip)
                .map(TaskNames::requireQueue)
                .toList();
        if (queues.stream().distinct().count() != queues.size()) {
            throw new IllegalArgumentException("a queue is named twice");
        }
        return queues;
    }
}
