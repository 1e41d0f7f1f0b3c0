package io.brxsync.examples.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program in a JVM of its own, whose temporary directory shows what it leaves behind. */
class LocalServicesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<Process> processes = new ArrayList<>();

    @TempDir
    Path temporary;

    @AfterEach
    void nothingGoesOn() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void printsAddressesAndStopsWithItsInput() throws IOException, InterruptedException, SQLException {
        Process program = run(List.of(), "--with-catalog");
        Map<String, String> environment = readEnvironment(program);
        assertThat(environment)
                .containsOnlyKeys(
                        "DATABASE_URL",
                        "REDIS_URL",
                        "MYSQL_HOST",
                        "MYSQL_PORT",
                        "MYSQL_USER",
                        "MYSQL_PASSWORD",
                        "MYSQL_DATABASE");
        PostgresDatabase postgres = PostgresDatabase.parse(environment.get("DATABASE_URL"));
        assertThat(LocalPostgresTest.query(postgres, "SELECT 1")).isEqualTo("1");
        assertThat(RedisAddress.parse(environment.get("REDIS_URL")).call("PING"))
                .isEqualTo("PONG");

        program.getOutputStream().close();
        assertThat(program.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isZero();
        assertThat(dataDirectories()).isEmpty();
    }

    @Test
    void leavesNothingWhenItsJvmIsKilled() throws IOException, InterruptedException {
        Process program = run(List.of());
        Map<String, String> environment = readEnvironment(program);
        int postgres = PostgresDatabase.parse(environment.get("DATABASE_URL")).port();
        int redis = RedisAddress.parse(environment.get("REDIS_URL")).port();
        assertThat(dataDirectories()).hasSize(2);
        assertThat(Ports.isFree(postgres) || Ports.isFree(redis)).isFalse();

        program.destroyForcibly().waitFor();
        Await.until("the watchdogs", LIMIT, () -> dataDirectories().isEmpty());
        assertThat(Ports.isFree(postgres) && Ports.isFree(redis)).isTrue();
    }

    @Test
    void usesAndLeavesServersThatRunAlready() throws IOException, InterruptedException {
        try (LocalRedis redis = LocalRedis.start(RedisOptions.defaults().withPassword("open sesame"));
                LocalPostgres postgres = LocalPostgres.start()) {
            Process program = run(List.of(
                    "-Dbrx.services.redis.url=" + redis.url(), "-Dbrx.services.postgres.url=" + postgres.url()));
            Map<String, String> environment = readEnvironment(program);
            assertThat(environment)
                    .containsEntry("REDIS_URL", redis.url())
                    .containsEntry("DATABASE_URL", postgres.url());
            assertThat(dataDirectories()).isEmpty();
            program.getOutputStream().close();
            assertThat(program.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(redis.command("PING")).isEqualTo("PONG");
            assertThat(postgres.isRunning()).isTrue();
        }
    }

    @Test
    void saysWhatIsWrong() throws IOException, InterruptedException {
        assertThat(failure(run(List.of(), "--with-catalogue"), 2)).contains("Unknown argument --with-catalogue");
        assertThat(failure(run(List.of("-Dbrx.services=podman")), 1)).contains("docker or embedded, not podman");
        String urlError = failure(run(List.of("-Dbrx.services.postgres.url=mysql://u:secret@host/db")), 1);
        assertThat(urlError).contains("brx.services.postgres.url").doesNotContain("secret");
    }

    private Process run(List<String> jvmOptions, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "-Djava.io.tmpdir=" + temporary));
        command.add("-XX:-UsePerfData");
        command.addAll(jvmOptions);
        command.add(LocalServices.class.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(temporary.resolve("errors.txt").toFile())
                .start();
        processes.add(process);
        return process;
    }

    private Map<String, String> readEnvironment(Process program) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        BufferedReader lines = program.inputReader();
        for (String line = lines.readLine(); !"READY".equals(line); line = lines.readLine()) {
            assertThat(line)
                    .as(Files.readString(temporary.resolve("errors.txt")))
                    .isNotNull();
            environment.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        return environment;
    }

    private String failure(Process program, int exitCode) throws IOException, InterruptedException {
        assertThat(program.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isEqualTo(exitCode);
        return Files.readString(temporary.resolve("errors.txt"));
    }

    private List<Path> dataDirectories() {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().matches("brx-(postgres|redis|mariadb)-.*"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
