package io.brxsync.examples.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRedisTest {
    @Test
    void answersOnTheLoopbackAddress() {
        try (LocalRedis redis = LocalRedis.start()) {
            assertThat(redis.url())
                    .isEqualTo("redis://127.0.0.1:" + redis.address().port() + "/0");
            assertThat(redis.command("PING")).isEqualTo("PONG");
            assertThat(redis.info("server")).containsEntry("process_id", Long.toString(redis.pid()));
            assertThat(redis.info("server").get("redis_version")).startsWith("6.2.");
        }
    }

    @Test
    void databasesAreApart() {
        try (LocalRedis redis = LocalRedis.start()) {
            redis.command(1023, "SET", "card", "1");
            assertThat(redis.command("GET", "card")).isNull();
            assertThat(redis.command(1023, "GET", "card")).isEqualTo("1");
            redis.flush(1023);
            assertThat(redis.command(1023, "GET", "card")).isNull();
        }
    }

    @Test
    void restartKeepsOrDropsTheData() {
        try (LocalRedis redis = LocalRedis.start()) {
            int port = redis.address().port();
            long firstPid = redis.pid();
            redis.command("SET", "card", "1");
            redis.restart(true);
            assertThat(redis.pid()).isNotEqualTo(firstPid);
            assertThat(redis.address().port()).isEqualTo(port);
            assertThat(redis.command("GET", "card")).isEqualTo("1");
            redis.restart(false);
            assertThat(redis.command("GET", "card")).isNull();
        }
    }

    @Test
    void aKilledServerForgetsWhatItHadNotWritten() {
        try (LocalRedis redis = LocalRedis.start()) {
            redis.command("SET", "card", "1");
            redis.kill();
            assertThat(redis.isRunning()).isFalse();
            assertThatThrownBy(() -> redis.command("PING")).isInstanceOf(ServiceException.class);
            redis.startAgain();
            assertThat(redis.command("GET", "card")).isNull();
        }
    }

    @Test
    void aKilledServerWithAnAppendOnlyFileRemembers() {
        RedisOptions durable = RedisOptions.defaults().with("appendonly yes", "appendfsync always");
        try (LocalRedis redis = LocalRedis.start(durable)) {
            redis.command("SET", "card", "1");
            redis.kill();
            redis.startAgain();
            assertThat(redis.command("GET", "card")).isEqualTo("1");
            redis.restart(false);
            assertThat(redis.command("GET", "card")).isNull();
        }
    }

    @Test
    void takesConfigurationLinesAndAPassword() {
        RedisOptions options = RedisOptions.defaults()
                .withPassword("p w:@/1\"\\")
                .with("maxmemory 7mb", "maxmemory-policy noeviction");
        try (LocalRedis redis = LocalRedis.start(options)) {
            assertThat(redis.info("memory"))
                    .containsEntry("maxmemory", "7340032")
                    .containsEntry("maxmemory_policy", "noeviction");
            RedisAddress parsed = RedisAddress.parse(redis.url());
            assertThat(parsed).isEqualTo(redis.address());
            assertThat(parsed.call("PING")).isEqualTo("PONG");
            assertThatThrownBy(() -> parsed.withPassword(null).call("PING")).hasMessageContaining("NOAUTH");
            assertThat(redis + " " + options + " " + parsed).doesNotContain("p w");
        }
    }

    @Test
    void leavesNothingBehind() {
        LocalRedis redis = LocalRedis.start();
        long pid = redis.pid();
        Path directory = redis.directory();
        redis.close();
        redis.close();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(directory).doesNotExist();
    }

    @Test
    void keepsADirectoryThatWasGiven(@TempDir Path directory) {
        RedisOptions options = RedisOptions.defaults().withDirectory(directory);
        try (LocalRedis redis = LocalRedis.start(options)) {
            redis.command("SET", "card", "1");
            redis.stop();
        }
        assertThat(Files.exists(directory.resolve("dump.rdb"))).isTrue();
        try (LocalRedis redis = LocalRedis.start(options)) {
            assertThat(redis.command("GET", "card")).isEqualTo("1");
        }
    }

    @Test
    void aFrozenServerIsSilentUntilThawed() throws IOException {
        try (LocalRedis redis = LocalRedis.start();
                Socket client =
                        new Socket(redis.address().host(), redis.address().port())) {
            client.setSoTimeout(200);
            redis.freeze();
            assertThat(redis.isRunning()).isTrue();
            client.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            redis.thaw();
            client.setSoTimeout(10_000);
            assertThat(client.getInputStream().read()).isEqualTo('+');
            redis.freeze();
            redis.restart(true);
            assertThat(redis.command("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void aTakenPortIsAnErrorThatSaysSo() {
        try (LocalRedis first = LocalRedis.start()) {
            RedisOptions samePort =
                    RedisOptions.defaults().withPort(first.address().port());
            assertThatThrownBy(() -> LocalRedis.start(samePort))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("Address already in use");
            assertThat(first.command("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void aBadConfigurationLineIsAnErrorThatSaysSo() {
        assertThatThrownBy(() -> LocalRedis.start(RedisOptions.defaults().with("maxmemory plenty")))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("maxmemory plenty");
    }
}
