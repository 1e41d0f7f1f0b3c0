package io.brxsync.examples.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

class SimulatorProgramTest {
    @TempDir
    private Path folder;

    @Test
    void itServesUntilItsInputEndsAndKeepsTokensInTheFile() throws Exception {
        Path file = folder.resolve("accounts.json");
        Files.writeString(file, "an older file that everybody can read");
        LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
        PipedOutputStream toProgram = new PipedOutputStream();
        SimulatorProgram program = new SimulatorProgram(new PipedInputStream(toProgram), collecting(lines));
        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> new CommandLine(program)
                .execute("--users", "3", "--products", "20", "--blueprints", "80", "--accounts-file", file.toString()));

        String line = lines.poll(30, TimeUnit.SECONDS);
        JsonNode start = Json.MAPPER.readTree(line);
        JsonNode accounts = Json.MAPPER.readTree(Files.readString(file));
        assertThat(accounts.size()).isEqualTo(3);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String token = accounts.get(1).path("token").asString();
        assertThat(line).doesNotContain(token);
        assertThat(export(start.path("base_url").asString(), token).size()).isEqualTo(20);
        assertThat(exit).isNotDone();
        toProgram.close();
        assertThat(exit.get(30, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void aWrongOptionIsAUsageError() {
        SimulatorProgram program =
                new SimulatorProgram(new ByteArrayInputStream(new byte[0]), collecting(new LinkedBlockingQueue<>()));
        CommandLine commandLine = new CommandLine(program);
        commandLine.setErr(new PrintWriter(new ByteArrayOutputStream()));
        assertThat(commandLine.execute("--users", "many")).isEqualTo(2);
    }

    private static JsonNode export(String baseUrl, String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(baseUrl + "/products/export"))
                .header("Authorization", "Bearer " + token)
                .build();
        return Json.MAPPER.readTree(HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private static PrintStream collecting(LinkedBlockingQueue<String> lines) {
        return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8) {
            @Override
            public void println(Object line) {
                lines.add(String.valueOf(line));
            }
        };
    }
}
