package io.brxsync.examples.benchmark.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChildProcessTest {
    private static ChildProcess shell(String script) throws IOException {
        return new ChildProcess(List.of("sh", "-c", script), Map.of("GREETING", "hello"));
    }

    @Test
    void answersLineByLine() throws IOException {
        try (ChildProcess process = shell("while read line; do echo \"$GREETING $line\"; done")) {
            assertThat(process.ask("one")).isEqualTo("hello one");
            assertThat(process.ask("two")).isEqualTo("hello two");
        }
    }

    @Test
    void takesThoseItStartedWithItWhenItIsKilled() throws Exception {
        try (ChildProcess process = shell("sleep 100 & echo $!; wait")) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(process.answer())).orElseThrow();
            ProcessHandle parent = ProcessHandle.of(process.pid()).orElseThrow();
            process.kill();
            assertThat(parent.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
            assertThat(child.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
            assertThatThrownBy(process::answer).isInstanceOf(IOException.class).hasMessageContaining("ended");
        }
    }
}
