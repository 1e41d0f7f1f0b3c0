package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "worker",
                "resync",
                "user",
                "user connect",
                "user list",
                "user show",
                "user suspend",
                "user resume",
                "user disconnect",
                "enqueue",
                "cancel",
                "status",
                "queues",
                "top",
                "dead",
                "dead list",
                "dead show",
                "dead retry",
                "dead purge",
                "outbound",
                "outbound list",
                "outbound settle",
                "celery",
                "celery list",
                "celery retry",
                "celery purge",
                "celery restore",
                "pause",
                "resume",
                "limits",
                "recover",
                "migrate",
                "keygen",
                "doctor",
                "generate-completion"
            })
    void everyCommandHasHelpWithExitCodes(String command) {
        Run.Result help = new Run(directory).run((command + " --help").strip().split(" "));
        help.exits(0).prints("Usage: brx-sync" + (command.isEmpty() ? "" : " " + command));
        if (!command.equals("generate-completion")) {
            help.prints("Exit codes:", "130", "interrupted");
        }
        assertThat(help.err()).isEmpty();
    }

    @Test
    void versionNeedsNothing() {
        new Run(directory).run("--version").exits(0).prints("brx-sync ", "Java ");
    }

    @Test
    void completionIsAScriptForThisCommand() {
        new Run(directory)
                .run("generate-completion")
                .exits(0)
                .prints("complete -F _complete_brx-sync", "--reconcile-every");
    }

    @Test
    void keygenPrintsAKeyThatWorks() {
        Run.Result one = new Run(directory).run("keygen").exits(0);
        Run.Result other = new Run(directory).run("keygen").exits(0);
        assertThat(one.out()).isNotEqualTo(other.out());
        assertThat(java.util.Base64.getUrlDecoder().decode(one.out().strip())).hasSize(32);
    }
}
