package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.store.TokenCipher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a real process, installed in a directory with spaces and parentheses. */
class LauncherTest {
    /** What bounds slow senders of requests and lets answers leave at once. */
    private static final String SERVER =
            "<-Dsun.net.httpserver.nodelay=true><-Dsun.net.httpserver.maxReqTime=30><-Dsun.net.httpserver.maxReqHeaderSize=32768>";

    @TempDir
    Path directory;

    private Installation installation;

    @BeforeEach
    void install() throws IOException {
        installation = Installation.in(directory);
    }

    private Path script(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    @Test
    void startsWithNothingOnStandardError() throws Exception {
        Run.Result result = installation.start("--version").end().exits(0).prints("brx-sync ");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void startsThroughLinksFromAnywhere() throws Exception {
        Path absolute = Files.createSymbolicLink(directory.resolve("one"), installation.launcher());
        Path bin = Files.createDirectories(directory.resolve("some").resolve("bin"));
        Path relative = Files.createSymbolicLink(bin.resolve("brx-sync"), Path.of("../../one"));
        assertThat(Files.exists(absolute)).isTrue();
        installation.start(relative, "--version").end().exits(0).prints("brx-sync ");
    }

    @Test
    void findsJavaOnThePathToo() throws Exception {
        installation
                .with("JAVA_HOME", "")
                .with("PATH", System.getProperty("java.home") + "/bin:/usr/bin:/bin")
                .start("--version")
                .end()
                .exits(0);
    }

    @Test
    void refusesAMissingJava() throws Exception {
        Path tools = Files.createDirectories(directory.resolve("tools"));
        for (String tool : new String[] {"sh", "dirname", "readlink", "sed", "head", "stty", "env"}) {
            for (String place : new String[] {"/usr/bin/", "/bin/"}) {
                if (Files.exists(Path.of(place + tool)) && !Files.exists(tools.resolve(tool))) {
                    Files.createSymbolicLink(tools.resolve(tool), Path.of(place + tool));
                }
            }
        }
        installation
                .with("JAVA_HOME", "")
                .with("PATH", tools.toString())
                .start("--version")
                .end()
                .exits(2)
                .complains("no Java found");
        installation
                .with("JAVA_HOME", directory.resolve("nowhere").toString())
                .start("--version")
                .end()
                .exits(2)
                .complains("JAVA_HOME", "nowhere");
    }

    @Test
    void refusesAnOldJavaByItsReleaseFileOrByItsOwnWord() throws Exception {
        script("old/bin/java", "#!/bin/sh\necho started\n");
        Files.writeString(directory.resolve("old/release"), "JAVA_VERSION=\"11.0.25\"\n");
        installation
                .with("JAVA_HOME", directory.resolve("old").toString())
                .start("--version")
                .end()
                .exits(2)
                .complains("Java 17 or newer", "11.0.25");
        script("older/bin/java", "#!/bin/sh\necho 'openjdk version \"1.8.0_402\"' >&2\n");
        installation
                .with("JAVA_HOME", directory.resolve("older").toString())
                .start("--version")
                .end()
                .exits(2)
                .complains("Java 17 or newer", "1.8.0_402");
    }

    @Test
    void handsArgumentsOnAsTheyAre() throws Exception {
        Path java = script("fake/bin/java", "#!/bin/sh\nprintf '<%s>' \"$@\"\n");
        Files.writeString(directory.resolve("fake/release"), "JAVA_VERSION=\"21.0.1\"\n");
        assertThat(java).exists();
        Run.Result result = installation
                .with("JAVA_HOME", directory.resolve("fake").toString())
                .with("JAVA_OPTS", "-Da=1 -Db=2")
                .with("BRX_JAVA_OPTS", "-Xmx99m")
                .with("BRX_CDS", "off")
                .start("enqueue", "bulk_sync", "--json", "{\"a b\": \"$HOME *\"}", "")
                .end()
                .exits(0);
        assertThat(result.out())
                .startsWith("<-XX:TieredStopAtLevel=1>")
                .contains("<-XX:+UseSerialGC>" + SERVER + "<-Da=1><-Db=2><-Xmx99m><-cp>")
                .endsWith("<io.brxsync.cli.Main><enqueue><bulk_sync><--json><{\"a b\": \"$HOME *\"}><>");
        assertThat(installation.start("worker", "-c", "1").end().out())
                .startsWith(SERVER + "<-Da=1><-Db=2><-Xmx99m><-cp>");
        assertThat(installation
                        .with("JAVA_OPTS", "-XX:+UseZGC")
                        .start("status")
                        .end()
                        .out())
                .contains("<-XX:+UseZGC>")
                .doesNotContain("Serial");
    }

    @Test
    void anArchiveOfClassesThatDoesNotFitIsLeftAloneWithoutAWord() throws Exception {
        Files.writeString(installation.home().resolve("lib").resolve("brx-sync.jsa"), "of another Java");
        Run.Result result = installation.start("--version").end().exits(0);
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines()).hasSize(2);
    }

    @Test
    void readsDotEnvOfTheWorkingDirectoryBelowTheEnvironment() throws Exception {
        Files.writeString(
                directory.resolve(".env"),
                "export DATABASE_URL='postgresql://127.0.0.1:1/from_file' # comment\nREDIS_URL=redis://127.0.0.1:1\n");
        installation.start("status").end().exits(3).complains("127.0.0.1:1/from_file");
        installation
                .with("DATABASE_URL", "postgresql://127.0.0.1:1/from_environment")
                .start("status")
                .end()
                .exits(3)
                .complains("127.0.0.1:1/from_environment");
        Files.writeString(directory.resolve("other.env"), "DATABASE_URL=postgresql://127.0.0.1:1/named\n");
        installation
                .with("DATABASE_URL", "")
                .start("--env-file", "other.env", "status")
                .end()
                .exits(3)
                .complains("127.0.0.1:1/named");
    }

    @Test
    void anUnreachableServerIsOneLineInARealProcessToo() throws Exception {
        installation
                .with("DATABASE_URL", "postgresql://127.0.0.1:1/x")
                .with("REDIS_URL", "redis://127.0.0.1:1")
                .with("FERNET_KEY", TokenCipher.generateKey().value());
        installation.start("queues").end().exits(3).complains("Redis at 127.0.0.1:1");
        installation.start("migrate").end().exits(3).complains("PostgreSQL at 127.0.0.1:1/x");
    }

    @Test
    void printsNoColoursIntoAPipe() throws Exception {
        assertThat(installation.start("--help").end().exits(0).out()).doesNotContain("\u001b");
    }
}
