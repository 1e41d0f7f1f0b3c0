package io.brxsync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.queue.InMemoryTaskQueue;
import io.brxsync.queue.ManualClock;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskTypes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HousekeeperTest {
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final ManualClock clock = new ManualClock();
    private final InMemoryTaskQueue queue = new InMemoryTaskQueue(new TaskCodec(TaskTypes.builtIn(), clock), clock);
    private final AtomicInteger done = new AtomicInteger();

    @Test
    void aChoreIsDoneOncePerIntervalHoweverManyWorkersThereAre() {
        Chore chore = new Chore("sweep", EVERY, done::incrementAndGet);
        try (Housekeeper one = new Housekeeper(queue, List.of(chore));
                Housekeeper other = new Housekeeper(queue, List.of(chore))) {
            assertThat(one.attend(chore)).isTrue();
            assertThat(other.attend(chore)).isFalse();
            assertThat(one.attend(chore)).isFalse();
            clock.advance(EVERY);
            assertThat(other.attend(chore)).isTrue();
            assertThat(one.attend(chore)).isFalse();
        }
        assertThat(done).hasValue(2);
    }

    @Test
    void choresOfDifferentNamesDoNotWaitForEachOther() {
        Chore sweep = new Chore("sweep", EVERY, done::incrementAndGet);
        Chore dust = new Chore("dust", EVERY, done::incrementAndGet);
        try (Housekeeper keeper = new Housekeeper(queue, List.of(sweep, dust))) {
            assertThat(keeper.attend(sweep)).isTrue();
            assertThat(keeper.attend(dust)).isTrue();
        }
    }

    @Test
    void aChoreThatFailsIsDoneAgainAndStopsNoOther() throws InterruptedException {
        CountDownLatch twice = new CountDownLatch(2);
        Chore failing = new Chore("failing", Duration.ofMillis(10), () -> {
            clock.advance(EVERY);
            twice.countDown();
            throw new IllegalStateException("broom is broken");
        });
        try (Housekeeper keeper = new Housekeeper(queue, List.of(failing))) {
            keeper.start();
            assertThat(twice.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
