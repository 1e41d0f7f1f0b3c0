package io.brxsync.cli;

import io.brxsync.cli.dashboard.DashboardSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the dashboard is served, for the commands that serve it. */
final class DashboardOptions {
    @Option(
            names = "--admin-token-file",
            paramLabel = "FILE",
            description = "File with the token that dashboard users need to pause, resume, retry and purge; wins over"
                    + " DASHBOARD_ADMIN_TOKEN. Without either the dashboard is read-only.")
    private @Nullable Path adminTokenFile;

    DashboardSettings settings(Wiring wiring) {
        Path named = adminTokenFile;
        return DashboardSettings.of(
                wiring.variables(),
                named == null ? null : wiring.shell().directory().resolve(named));
    }
}
