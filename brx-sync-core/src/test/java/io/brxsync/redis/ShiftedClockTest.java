package io.brxsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.services.Services;
import io.brxsync.queue.QueueStats;
import io.brxsync.queue.TaskQueue;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.TaskCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker process of its own on a real Redis, under a clock that is wrong for a while. */
@Timeout(120)
class ShiftedClockTest {
    private final TestRedis redis = TestRedis.fresh(Services.redis().url());
    private final TaskCodec codec = ShiftedWorker.codec(InstantSource.system());
    private final TaskQueue queue = redis.backend().queue(codec, InstantSource.system());
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private Process process;

    @AfterEach
    void end() {
        process.destroyForcibly();
        redis.close();
    }

    private void start(long offsetMillis) throws IOException {
        process = ShiftedWorker.start(Services.redis().url(), redis.backend().namespace(), offsetMillis);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        Thread reader = new Thread(() -> {
            try {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    if (line.startsWith(ShiftedWorker.EVENT)) {
                        events.add(line.substring(ShiftedWorker.EVENT.length()));
                    } else {
                        log.add(line);
                    }
                }
            } catch (IOException killed) {
                throw new UncheckedIOException(killed);
            }
        });
        reader.setDaemon(true);
        reader.start();
    }

    private void shift(long offsetMillis) throws IOException {
        process.getOutputStream().write((offsetMillis + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    private UUID enqueue() {
        UUID user = UUID.randomUUID();
        queue.enqueue(List.of(codec.encode(new ShiftedWorker.Job(user), EnqueueOptions.DEFAULTS)));
        return user;
    }

    private String next() throws InterruptedException {
        String event = events.poll(40, TimeUnit.SECONDS);
        assertThat(event).as("an event within 40 s; its log: %s", log).isNotNull();
        return event;
    }

    /** The next event that is not what was heard already. */
    private String nextAfter(String heard) throws InterruptedException {
        String event = next();
        while (event.equals(heard)) {
            event = next();
        }
        return event;
    }

    private void assertNothingClaimed() {
        QueueStats stats = queue.control().stats().stream()
                .filter(each -> each.queue().equals("default"))
                .findFirst()
                .orElseThrow();
        assertThat(stats.ready()).isEqualTo(1);
        assertThat(stats.claimed()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {600, -600})
    void aProcessWithAWrongClockClaimsNothingSaysWhyAndGoesOnWhenItIsRight(long offset) throws Exception {
        UUID waiting = enqueue();
        start(offset);
        assertThat(next()).isEqualTo("wrong");
        assertThat(next()).as("still wrong a second later").isEqualTo("wrong");
        assertNothingClaimed();
        assertThat(log)
                .anySatisfy(line -> assertThat(line)
                        .contains("Clock differs from Redis' by more than 250 ms, nothing is claimed until it is right")
                        .containsPattern(offset > 0 ? "skew_ms=-\\d{3}" : "skew_ms=\\d{3}"));

        shift(0);
        assertThat(nextAfter("wrong")).isEqualTo("right");
        assertThat(next()).isEqualTo("ran " + waiting);

        shift(offset);
        assertThat(next()).as("a clock that goes wrong later").isEqualTo("wrong");
        UUID late = enqueue();
        assertThat(next()).isEqualTo("wrong");
        assertNothingClaimed();
        shift(0);
        assertThat(nextAfter("wrong")).isEqualTo("right");
        assertThat(next()).isEqualTo("ran " + late);
        process.getOutputStream().close();
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
