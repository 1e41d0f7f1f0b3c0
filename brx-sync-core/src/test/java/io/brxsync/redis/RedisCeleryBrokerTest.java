package io.brxsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.celery.CeleryBroker;
import io.brxsync.config.CeleryConfig;
import io.brxsync.examples.services.Services;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A message is in exactly one place, whoever dies. */
class RedisCeleryBrokerTest {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration NOTHING = Duration.ofMillis(1);
    private static final String HIGH = "high-priority";

    private final String namespace = Services.redis().freshNamespace();
    private final Map<String, String> variables = Map.of(
            "REDIS_URL", Services.redis().url(2), "BRX_NAMESPACE", namespace, "CELERY_KEY_PREFIX", namespace + "-");
    private final CeleryBroker broker = RedisBackend.celery(CeleryConfig.from(variables), new SimpleMeterRegistry());

    @AfterEach
    void close() {
        broker.close();
    }

    private static Object redis(String... command) {
        return Services.redis().command(2, command);
    }

    private void produce(String list, String... messages) {
        for (String message : messages) {
            redis("LPUSH", namespace + "-" + list, message);
        }
    }

    @Test
    void messagesComeOldestFirstAndUrgentOnesBefore() {
        produce(HIGH + "\u0006\u00169", "idle");
        produce(HIGH + "\u0006\u00163", "later");
        produce(HIGH, "one", "two");

        assertThat(broker.take("a", HIGH, LEASE, 3)).containsExactly("one", "two", "later");
        assertThat(broker.take("b", HIGH, LEASE, 3)).containsExactly("idle");
        assertThat(broker.depth()).isEqualTo(new CeleryBroker.Depth(0, 4, 0, 0));
        broker.done("a", List.of("one", "two", "later"));
        broker.done("b", List.of("idle"));
        assertThat(broker.depth()).isEqualTo(new CeleryBroker.Depth(0, 0, 0, 0));
    }

    @Test
    void whatWasNotPassedOnIsTakenAgainByItsConsumer() {
        produce(HIGH, "one", "two", "three");
        broker.take("a", HIGH, LEASE, 2);
        broker.done("a", List.of("two"));

        assertThat(broker.take("a", HIGH, LEASE, 9)).containsExactly("one", "three");
    }

    @Test
    void oneOfTwoEqualMessagesGoesAtATime() {
        produce(HIGH, "same", "same");
        broker.take("a", HIGH, LEASE, 9);
        broker.done("a", List.of("same"));

        assertThat(broker.take("a", HIGH, LEASE, 9)).containsExactly("same");
    }

    @Test
    void whatASilentConsumerHadIsTakenByAnotherOneAndOnlyThen() {
        produce(HIGH, "one", "two");
        broker.take("dead", HIGH, LEASE, 9);

        assertThat(broker.take("b", HIGH, LEASE, 9)).isEmpty();
        TestRedis.pass(Duration.ofMillis(5));
        assertThat(broker.take("b", "default", NOTHING, 9)).containsExactly("one", "two");
        broker.done("dead", List.of("one"));
        assertThat(broker.refuse("dead", "two", refusal("late"))).isZero();
        assertThat(broker.take("b", HIGH, LEASE, 9)).containsExactly("one", "two");
        assertThat(broker.refused(9)).isEmpty();
    }

    @Test
    void whatALeavingConsumerHasIsFreeAtOnce() {
        produce(HIGH, "one");
        broker.take("a", HIGH, LEASE, 9);
        broker.leave("a");

        assertThat(broker.take("b", HIGH, LEASE, 9)).containsExactly("one");
    }

    @Test
    void aWaitingConsumerGetsTheMessageThatComes() {
        produce(HIGH, "one", "two");
        broker.await("a", HIGH, Duration.ofSeconds(1));

        assertThat(broker.depth()).isEqualTo(new CeleryBroker.Depth(1, 0, 0, 0));
        assertThat(broker.take("a", HIGH, LEASE, 9)).containsExactly("one", "two");
    }

    private static CeleryBroker.Refusal refusal(String kept) {
        return new CeleryBroker.Refusal("no: ü", "app.task", null, kept);
    }

    @Test
    void refusedMessagesAreKeptToTheByteSentAgainOrPurged() {
        String bytes = "\u0000\u00ff{\"";
        produce(HIGH, "one", "two");
        broker.take("a", HIGH, LEASE, 9);
        long first = broker.refuse("a", "one", refusal(bytes));
        long second = broker.refuse("a", "two", refusal("two"));

        assertThat(broker.refused(9))
                .extracting(CeleryBroker.Refused::id, CeleryBroker.Refused::why)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(first, refusal(bytes)),
                        org.assertj.core.api.Assertions.tuple(second, refusal("two")));
        assertThat(broker.take("a", HIGH, LEASE, 9)).isEmpty();
        assertThat(broker.purge(List.of(second, 99L))).isEqualTo(1);
        assertThat(broker.retry(List.of(first, second))).isEqualTo(1);
        assertThat(broker.refused(9)).isEmpty();
        assertThat(broker.take("b", "default", LEASE, 9)).containsExactly(bytes);
    }

    @Test
    void whatNoCeleryWorkerAcknowledgedGoesBackInFront() {
        produce(HIGH, "waiting");
        String message = "{\"body\":\"x\",\"properties\":{\"priority\":4}}";
        redis("HSET", namespace + "-unacked", "t1", "[" + message + ",\"\",\"" + HIGH + "\"]");
        redis("HSET", namespace + "-unacked", "t2", "[" + message + ",\"\",\"somebody-elses\"]");
        redis("HSET", namespace + "-unacked", "t3", "rubbish");
        for (String tag : List.of("t1", "t2", "t3", "gone")) {
            redis("ZADD", namespace + "-unacked_index", "1700000000.5", tag);
        }

        assertThat(broker.restoreUnacknowledged(Duration.ofDays(36_500))).isZero();
        assertThat(broker.restoreUnacknowledged(Duration.ofHours(1))).isEqualTo(1);
        assertThat(broker.restoreUnacknowledged(Duration.ofHours(1))).isZero();
        assertThat(broker.depth()).isEqualTo(new CeleryBroker.Depth(2, 0, 0, 2));
        assertThat(broker.take("a", HIGH, LEASE, 9)).containsExactly("waiting", message);
    }

    @Test
    void anUnreachableServerIsNamedByItsVariable() {
        CeleryConfig away = CeleryConfig.from(Map.of("CELERY_BROKER_URL", "redis://127.0.0.1:1/3"));
        assertThatThrownBy(() -> RedisBackend.celery(away, new SimpleMeterRegistry()))
                .isInstanceOf(BrxException.class)
                .hasMessageContaining("CELERY_BROKER_URL")
                .hasMessageContaining("127.0.0.1:1/3");
    }
}
