package io.brxsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.services.Services;
import io.brxsync.queue.InMemoryTaskQueue;
import io.brxsync.queue.ManualClock;
import io.brxsync.queue.TaskQueue;
import io.brxsync.queue.TaskQueueContract;
import io.brxsync.task.TaskCodec;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** Plays the same random operations on the reference and on Redis: whatever one says, the other says too. */
class QueueModelTest {
    private static final TaskCodec CODEC = new TaskCodec(TaskQueueContract.types(), new ManualClock());

    /** What a namespace keeps without tasks, and what ends by itself. */
    private static final List<String> LEFT_BEHIND = List.of("meta", "queues", "sleep:", "calls:");

    private static @Nullable TestRedis redis;

    @BeforeContainer
    static void connect() {
        redis = TestRedis.fresh(Services.redis().url());
    }

    @AfterContainer
    static void disconnect() {
        redis.close();
    }

    @Property(shrinking = ShrinkingMode.BOUNDED)
    void redisDoesWhatTheReferenceDoes(@ForAll("plays") List<QueuePlay.Step> steps) {
        redis.clear();
        ManualClock clock = new ManualClock();
        TaskQueue reference = new InMemoryTaskQueue(CODEC, clock);
        QueuePlay play = new QueuePlay(reference, clock, redis.backend().queue(CODEC, clock), redis);
        steps.forEach(play::step);
        play.finish();
        assertThat(redis.keys())
                .as("keys left behind when everything is settled")
                .allMatch(key -> LEFT_BEHIND.stream().anyMatch(name -> key.startsWith(redis.key(name))));
    }

    @Provide
    Arbitrary<List<QueuePlay.Step>> plays() {
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 999);
        return Combinators.combine(Arbitraries.of(QueuePlay.WEIGHTED), number, number, number, number)
                .as(QueuePlay.Step::new)
                .list()
                .ofMinSize(40)
                .ofMaxSize(150);
    }
}
