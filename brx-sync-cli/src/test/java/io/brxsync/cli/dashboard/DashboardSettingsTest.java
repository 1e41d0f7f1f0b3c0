package io.brxsync.cli.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardSettingsTest {
    @TempDir
    Path directory;

    @Test
    void theFileWinsOverTheVariable() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "of-the-file-0123456789\n");
        Map<String, String> variables = Map.of(DashboardSettings.TOKEN, " of-the-variable-0123456789 ");
        assertThat(DashboardSettings.of(variables, null).adminToken())
                .isEqualTo(new Secret("of-the-variable-0123456789"));
        assertThat(DashboardSettings.of(variables, file).adminToken()).isEqualTo(new Secret("of-the-file-0123456789"));
        assertThat(DashboardSettings.of(variables, file).toString()).doesNotContain("of-the");
    }

    @Test
    void nothingMeansReadOnlyAndNoFurtherNames() {
        assertThat(DashboardSettings.of(Map.of(DashboardSettings.TOKEN, " "), null))
                .isEqualTo(DashboardSettings.of(Map.of(), null));
        assertThat(DashboardSettings.of(Map.of(), null).adminToken()).isNull();
        assertThat(DashboardSettings.of(Map.of(DashboardSettings.HOSTS, " One.Example.com, ,two "), null)
                        .hosts())
                .containsExactlyInAnyOrder("one.example.com", "two");
    }

    @Test
    void whatCannotBeMeantIsRefusedWithItsNameAndWithoutItsValue() throws IOException {
        refused(Map.of(DashboardSettings.TOKEN, "too-short"), null, DashboardSettings.TOKEN);
        refused(Map.of(DashboardSettings.TOKEN, "with a space 0123456789"), null, DashboardSettings.TOKEN);
        refused(Map.of(DashboardSettings.HOSTS, "http://brx.example.com"), null, DashboardSettings.HOSTS);
        refused(Map.of(DashboardSettings.HOSTS, "brx.example.com:80"), null, DashboardSettings.HOSTS);
        refused(Map.of(), directory.resolve("none"), "--admin-token-file");
        refused(Map.of(), Files.writeString(directory.resolve("empty"), "\n"), "--admin-token-file");
    }

    private static void refused(Map<String, String> variables, Path file, String name) {
        assertThatThrownBy(() -> DashboardSettings.of(variables, file))
                .isInstanceOf(BrxException.class)
                .hasMessageContaining(name)
                .hasMessageNotContainingAny("too-short", "with a space");
    }
}
