package io.brxsync.examples.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;

/** Plain HTTP to a simulator, on behalf of one account. */
final class SimulatorClient {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CardTraderSimulator simulator;
    private final String token;

    SimulatorClient(CardTraderSimulator simulator, SimulatedAccount account) {
        this(simulator, account.token());
    }

    SimulatorClient(CardTraderSimulator simulator, String token) {
        this.simulator = simulator;
        this.token = token;
    }

    record Answer(int status, String body, HttpResponse<?> response) {
        JsonNode json() {
            return Json.MAPPER.readTree(body);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer post(String path, String json) {
        return send("POST", path, json);
    }

    Answer send(String method, String path, String json) {
        try {
            return answer(http.send(request(method, path, json).build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    CompletableFuture<Answer> sendAsync(String method, String path, String json) {
        return http.sendAsync(request(method, path, json).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(SimulatorClient::answer);
    }

    Answer getGzip(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(
                request("GET", path, null).header("Accept-Encoding", "gzip").build(),
                HttpResponse.BodyHandlers.ofInputStream());
        boolean gzip =
                response.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
        try (InputStream in = gzip ? new GZIPInputStream(response.body()) : response.body()) {
            return new Answer(response.statusCode(), new String(in.readAllBytes(), StandardCharsets.UTF_8), response);
        }
    }

    InputStream stream(String path) throws IOException, InterruptedException {
        return http.send(request("GET", path, null).build(), HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    private HttpRequest.Builder request(String method, String path, String json) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(simulator.baseUrl() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token);
        return json == null
                ? builder.method(method, HttpRequest.BodyPublishers.noBody())
                : builder.header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(json));
    }

    private static Answer answer(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.body(), response);
    }
}
