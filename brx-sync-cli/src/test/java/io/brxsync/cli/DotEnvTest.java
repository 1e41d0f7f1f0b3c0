package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotEnvTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "A=plain | plain",
                "export A=exported | exported",
                "  A = around  | around",
                "A= | ``",
                "A=a#b | a#b",
                "A=a # comment | a",
                "A=\"a # b\" # comment | a # b",
                "A='a \\n $B \"c\"' | a \\n $B \"c\"",
                "A=\"say \\\"hi\\\" \\\\ \\$x\" | say \"hi\" \\ $x",
                "A=x=y | x=y",
                "A=# comment | ``",
                "A=postgresql://u:p%20w@h:1/d?x=1&y=2 | postgresql://u:p%20w@h:1/d?x=1&y=2"
            })
    void readsOneLine(String line, String value) {
        assertThat(DotEnv.parse("f", List.of(line))).containsExactlyEntriesOf(java.util.Map.of("A", value));
    }

    @Test
    void skipsCommentsAndEmptyLinesAndTakesTheLastOfTwo() {
        assertThat(DotEnv.parse("f", List.of("\uFEFF# head", "", "  ", "A=1", "A=2", "B=\"x\\ny\"")))
                .containsEntry("A", "2")
                .containsEntry("B", "x\ny")
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hunter2", "9A=hunter2", "A B=hunter2", "A=\"hunter2", "A='hunter2' more", "export hunter2"})
    void namesTheLineButNeverRepeatsIt(String line) {
        assertThatThrownBy(() -> DotEnv.parse(".env", List.of("OK=1", line)))
                .isInstanceOfSatisfying(
                        BrxException.class, e -> assertThat(e.kind()).isEqualTo(BrxException.Kind.CONFIGURATION))
                .hasMessageContaining(".env line 2")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void refusesWhatIsNoText(@TempDir Path directory) throws Exception {
        Path file = directory.resolve(".env");
        Files.write(file, "A=\u00e4".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> DotEnv.read(file)).hasMessageContaining("not UTF-8");
    }
}
