package io.brxsync.examples.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ChaosTest {
    @Test
    void theSameSeedIsTheSamePlan() {
        Duration length = Duration.ofSeconds(30);
        assertThat(Plan.of(7, length, 50)).isEqualTo(Plan.of(7, length, 50)).isNotEqualTo(Plan.of(8, length, 50));
        assertThat(Plan.of(7, length, 50).faults())
                .extracting(Plan.Fault::kind)
                .contains(Plan.Kind.FLUSH_REDIS, Plan.Kind.PAUSE_WORKER, Plan.Kind.KILL_WORKER);
    }

    /** Thousands of tasks, several worker processes, SIGKILL, SIGSTOP, restarts of Redis and the loss of its data. */
    @Test
    @Timeout(240) // a quarter of a minute of load; the rest is for machines with much else to do
    void allPromisesAreKept(@TempDir Path directory) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int exit = new CommandLine(new Chaos(out))
                .execute(
                        "--minutes",
                        "0.15",
                        "--workers",
                        "3",
                        "--rate",
                        "220",
                        "--seed",
                        "1",
                        "--keep",
                        directory + "/play");
        assertThat(exit).as(bytes.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("All promises were kept");
    }
}
