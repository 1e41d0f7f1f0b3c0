package io.brxsync.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The launcher in a directory of its own, as the distribution has it: the program's jar is an empty one whose manifest
 * names the classes under test, so that no packaging is needed.
 */
final class Installation {
    private final Path home;
    private final Path directory;
    private final Map<String, String> variables = new HashMap<>();

    private Installation(Path home, Path directory) {
        this.home = home;
        this.directory = directory;
    }

    /** Installs below a directory, which is also the working directory. */
    static Installation in(Path directory) throws IOException {
        Path home = directory.resolve("brx sync (test)");
        Path launcher = home.resolve("bin").resolve("brx-sync");
        Files.createDirectories(launcher.getParent());
        Files.copy(Path.of("src/dist/bin/brx-sync"), launcher);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path lib = Files.createDirectories(home.resolve("lib"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .filter(entry -> !entry.contains("test-classes") && !entry.contains("surefire"))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(lib.resolve("brx-sync-cli-test.jar")), manifest)) {
            jar.finish();
        }
        return new Installation(home, directory);
    }

    Path home() {
        return home;
    }

    Path launcher() {
        return home.resolve("bin").resolve("brx-sync");
    }

    Installation with(Map<String, String> more) {
        variables.putAll(more);
        return this;
    }

    Installation with(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Program start(String... arguments) throws IOException {
        return start(launcher(), arguments);
    }

    /** Starts the launcher under another path, such as a link. */
    Program start(Path command, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(command.toString()));
        line.addAll(List.of(arguments));
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .removeIf(name -> !List.of("PATH", "HOME", "LANG", "TMPDIR").contains(name));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("BRX_JAVA_OPTS", "-Xmx256m");
        environment.putAll(variables);
        environment.values().removeIf(String::isEmpty);
        return new Program(builder.start(), out, err);
    }

    /** A started command. */
    record Program(Process process, Path outFile, Path errFile) implements AutoCloseable {
        Program input(String text) throws IOException {
            try (OutputStream in = process.getOutputStream()) {
                in.write(text.getBytes(StandardCharsets.UTF_8));
            }
            return this;
        }

        String out() {
            return read(outFile);
        }

        String err() {
            return read(errFile);
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        void awaitLog(String words) {
            Sandbox.await("'" + words + "' in the log", Duration.ofSeconds(120), () -> {
                if (!process.isAlive() && !err().contains(words)) {
                    throw new AssertionError("Ended with " + process.exitValue() + ":\n" + err());
                }
                return err().contains(words);
            });
        }

        void signal(String name) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }

        Run.Result end() throws InterruptedException {
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                throw new AssertionError("Still running:\n" + err());
            }
            return new Run.Result(List.of(process.info().commandLine().orElse("")), process.exitValue(), out(), err());
        }

        /** Ends it whatever the test did. */
        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
