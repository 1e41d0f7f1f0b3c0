package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completion script in a real bash. */
class CompletionCommandTest {
    @TempDir
    Path directory;

    private String bash(String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "--noprofile", "--norc")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .command(arguments)
                .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return out;
    }

    /** As bash calls the function; {@code compopt} works only while it does so itself. */
    private List<String> completions(String... words) throws Exception {
        String script = "source brx-sync.bash; compopt() { :; }; COMP_WORDS=('" + String.join("' '", words) + "')"
                + "; COMP_CWORD=" + (words.length - 1)
                + "; _complete_brx-sync; printf '%s\\n' \"${COMPREPLY[@]}\"";
        return bash("bash", "--noprofile", "--norc", "-c", script)
                .lines()
                .map(String::strip)
                .toList();
    }

    @Test
    void completesCommandsAndOptions() throws Exception {
        String script = new Run(directory).run("completion", "bash").exits(0).out();
        Files.writeString(directory.resolve("brx-sync.bash"), script);
        assertThat(bash("bash", "-n", "brx-sync.bash")).isEmpty();
        assertThat(completions("brx-sync", "wor")).containsExactly("worker");
        assertThat(completions("brx-sync", "user", "con")).containsExactly("connect");
        assertThat(completions("brx-sync", "worker", "--reconcile")).containsExactly("--reconcile-every");
        assertThat(completions("brx-sync", "dead", "list", "--js")).containsExactly("--json");
        assertThat(completions("brx-sync", "completion", "")).contains("bash", "zsh");
        assertThat(completions("brx-sync", "enqueue", "bulk")).containsExactly("bulk_sync");
        assertThat(completions("brx-sync", "pause", "h")).containsExactly("high-priority");
        assertThat(completions("brx-sync", "outbound", "list", "--state", "rev"))
                .containsExactly("review");
        assertThat(completions("brx-sync", "enqueue", "--file", "brx")).containsExactly("brx-sync.bash");
    }

    @Test
    void zshIsLeftAsItsUserHasSetItUp() {
        Run.Result script = new Run(directory)
                .run("completion", "zsh")
                .exits(0)
                .prints("if ! type compdef", "bashcompinit", "complete -F _complete_brx-sync -o default brx-sync");
        assertThat(script.out()).doesNotContain("COMPLETE_ALIASES", "alias ", "compgen -f");
        new Run(directory).run("completion", "fish").exits(2).complains("fish");
    }
}
