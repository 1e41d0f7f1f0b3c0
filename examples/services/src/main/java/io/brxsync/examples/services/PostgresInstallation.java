package io.brxsync.examples.services;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The unpacked executables of PostgreSQL and an empty data directory to copy.
 *
 * <p>The library makes both, once per machine: it picks the right archive, unpacks it, runs {@code initdb} and one start
 * and stop. From then on servers are run directly as children of this JVM, which the library does not do: it leaves
 * them to {@code pg_ctl}, so that a server that fails to start is noticed only after a time limit.
 *
 * @param bin directory of the executables
 * @param emptyData data directory of a server that never held anything
 */
record PostgresInstallation(Path bin, Path emptyData) {
    private static final Duration FIRST_START_LIMIT = Duration.ofSeconds(60);

    static PostgresInstallation get() {
        Path files = SharedFiles.prepare(Binaries.name("postgres"), PostgresInstallation::fill);
        try (Stream<Path> unpacked = Files.list(files.resolve("software"))) {
            Path bin = unpacked.map(directory -> directory.resolve("bin"))
                    .filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow(() -> new ServiceException("No PostgreSQL in " + files));
            return new PostgresInstallation(bin, files.resolve("data"));
        } catch (IOException e) {
            throw new ServiceException("Could not look into " + files, e);
        }
    }

    private static void fill(Path directory) {
        if (Binaries.isRoot() && !LinuxUtils.isUnshareAvailable()) {
            throw new ServiceException("PostgreSQL refuses to run as root, and this system gives it no user namespace"
                    + " to hide that in: run as another user, or give brx.services.postgres.url");
        }
        EmbeddedPostgres.Builder first = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(directory.resolve("software").toFile())
                .setDataDirectory(directory.resolve("data"))
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(FIRST_START_LIMIT)
                .setPort(Ports.free())
                .setServerConfig("listen_addresses", Ports.LOOPBACK)
                .setServerConfig("unix_socket_directories", "")
                // The same collation on every machine, whatever its locale.
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8");
        try {
            first.start().close();
        } catch (IOException | RuntimeException e) {
            throw new ServiceException("PostgreSQL could not be unpacked and initialised", e);
        }
    }

    /** The command line of a server that runs as a direct child. */
    List<String> command(Path data, int port, Iterable<String> settings) {
        List<String> command = new ArrayList<>();
        if (Binaries.isRoot() && LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(bin.resolve("postgres").toString(), "-D", data.toString(), "-p", "" + port));
        for (String setting : settings) {
            command.addAll(List.of("-c", setting));
        }
        return command;
    }
}
