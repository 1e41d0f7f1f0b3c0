package io.brxsync.examples.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.examples.simulator.SimulatorClient.Answer;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

class FaultsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CardTraderSimulator simulator = CardTraderSimulator.start();
    private final SimulatedAccount account = simulator.createAccount(AccountSpec.of(50, 3));
    private final SimulatorClient client = new SimulatorClient(simulator, account);
    private final FaultMatch export = FaultMatch.of(account, "GET", "/products/export");

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void aFaultMeetsAsManyRequestsAsAskedForAndNoOtherEndpointOrAccount() {
        SimulatedAccount other = simulator.createAccount();
        Faults.Handle handle = simulator.faults().next(Fault.html(503), export, 2);

        assertThat(client.get("/info").status()).isEqualTo(200);
        assertThat(new SimulatorClient(simulator, other).get("/products/export").status())
                .isEqualTo(200);
        assertThat(client.get("/products/export").status()).isEqualTo(503);
        assertThat(client.get("/products/export").status()).isEqualTo(503);
        assertThat(client.get("/products/export").status()).isEqualTo(200);
        assertThat(handle.hits()).isEqualTo(2);
        assertThat(simulator.requests().of("GET /products/export", 503)).isEqualTo(2);
    }

    @Test
    void aFaultHoldsUntilItIsTakenBack() {
        try (Faults.Handle handle = simulator.faults().always(Fault.unauthorized(), FaultMatch.any())) {
            assertThat(client.get("/info").status()).isEqualTo(401);
            assertThat(client.get("/games").status()).isEqualTo(401);
            assertThat(handle.hits()).isEqualTo(2);
        }
        assertThat(client.get("/info").status()).isEqualTo(200);
    }

    @Test
    void aFaultByChanceMeetsTheSameRequestsForTheSameSeed() {
        assertThat(pattern(7)).isEqualTo(pattern(7)).contains("200").contains("502");
    }

    private String pattern(long seed) {
        StringBuilder statuses = new StringBuilder();
        try (Faults.Handle handle =
                simulator.faults().sometimes(Fault.html(502), FaultMatch.of("GET", "/info"), 0.5, seed)) {
            for (int i = 0; i < 20; i++) {
                statuses.append(client.get("/info").status()).append(' ');
            }
            assertThat(handle.hits()).isBetween(1L, 19L);
        }
        return statuses.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503})
    void serverErrorsAreHtml(int status) {
        simulator.faults().next(Fault.html(status), export, 1);
        Answer answer = client.get("/products/export");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.body()).startsWith("<!DOCTYPE html>");
    }

    @Test
    void theEdgeBlocksWithoutAnErrorCode() {
        simulator.faults().next(Fault.edgeBlock(), export, 1);
        Answer answer = client.get("/products/export");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("Just a moment").doesNotContain("error_code");
    }

    @Test
    void aForcedTooManyCarriesRetryAfterOnlyWhenAsked() {
        simulator.faults().next(Fault.tooManyRequests(), export, 1);
        simulator.faults().next(Fault.tooManyRequests(7), FaultMatch.of("GET", "/games"), 1);
        simulator.faults().next(Fault.tooManyRequestsUntil(30), FaultMatch.of("GET", "/info"), 1);

        Answer bare = client.get("/products/export");
        assertThat(bare.status()).isEqualTo(429);
        assertThat(bare.body()).isEqualTo("{\"error\":\"Too many requests: max 200 requests per 10 seconds\"}");
        assertThat(bare.header("Retry-After")).isEmpty();
        assertThat(client.get("/games").header("Retry-After")).isEqualTo("7");
        assertThat(client.get("/info").header("Retry-After")).endsWith(" GMT");
        assertThat(simulator.violations().total()).isZero();
    }

    @Test
    void aResetIsSeenAsOne() throws IOException {
        simulator.faults().next(Fault.reset(), export, 1);
        // A bare socket: the JDK's client would quietly send a GET again.
        URI base = URI.create(simulator.baseUrl());
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            String request = "GET /api/v2/products/export HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + account.token() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        assertThat(simulator.requests().of("GET /products/export", RequestEvent.NO_ANSWER))
                .isEqualTo(1);
        assertThat(client.get("/products/export").status()).isEqualTo(200);
    }

    @Test
    void aBodyIsCutInTheMiddle() {
        simulator.faults().next(Fault.truncated(5_000), export, 1);
        assertThatThrownBy(() -> client.get("/products/export")).hasRootCauseInstanceOf(EOFException.class);

        simulator.faults().next(Fault.resetMidBody(5_000), export, 1);
        assertThatThrownBy(() -> client.get("/products/export")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aCutBodyWithALengthAnnouncesMoreThanItSends() {
        simulator.faults().next(Fault.truncatedWithContentLength(5_000), export, 1);
        assertThatThrownBy(() -> client.get("/products/export"))
                .isInstanceOf(UncheckedIOException.class)
                .rootCause()
                .hasMessageMatching(".*(fixed content-length|EOF).*");

        // Longer than the body: still at least one byte is missing.
        simulator.faults().next(Fault.truncatedWithContentLength(1_000_000), FaultMatch.of("GET", "/info"), 1);
        assertThatThrownBy(() -> client.get("/info")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void anArrayEndsEarlyWithoutItsBracketWhileHttpLooksWell() {
        simulator.faults().next(Fault.endsAfterRows(10), export, 1);
        Answer answer = client.get("/products/export");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).endsWith("}");
        assertThatThrownBy(answer::json).isInstanceOf(JacksonException.class);
        assertThat(Json.MAPPER.readTree(answer.body() + "]").size()).isEqualTo(10);
    }

    @Test
    void anArrayMayHaveFewerRowsOrNone() {
        simulator.faults().next(Fault.onlyRows(10), export, 1);
        assertThat(client.get("/products/export").json().size()).isEqualTo(10);
        simulator.faults().next(Fault.emptyExport(), export, 1);
        assertThat(client.get("/products/export").body()).isEqualTo("[]");
    }

    @Test
    void brokenRowsAreSpreadBetweenGoodOnes() {
        simulator.faults().next(Fault.brokenRows(10), export, 1);
        JsonNode rows = client.get("/products/export").json();
        assertThat(rows.size()).isEqualTo(50);
        int good = 0;
        for (JsonNode row : rows) {
            if (usable(row)) {
                good++;
            }
        }
        assertThat(good).isEqualTo(40);
        assertThat(rows.get(0).has("id")).isFalse();
        assertThat(rows.get(1).path("id").asLong()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(BrokenRow.class)
    void everyKindOfBrokenRowIsUnusable(BrokenRow kind) {
        simulator.faults().next(Fault.brokenRows(1, kind), export, 1);
        assertThat(usable(client.get("/products/export").json().get(0))).isFalse();
    }

    private static boolean usable(JsonNode row) {
        return row.path("id").isIntegralNumber()
                && row.path("quantity").isInt()
                && row.path("blueprint_id").isInt()
                && row.path("price_cents").isInt()
                && row.path("properties_hash").isObject();
    }

    @Test
    void idsMayComeTwiceTheLastOneNewer() {
        simulator.faults().next(Fault.duplicateIds(5), export, 1);
        JsonNode rows = client.get("/products/export").json();
        Set<Long> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.path("id").asLong()));
        assertThat(rows.size()).isEqualTo(55);
        assertThat(ids).hasSize(50);
        assertThat(rows.get(50).path("id")).isEqualTo(rows.get(0).path("id"));
        assertThat(rows.get(50).path("quantity").asInt())
                .isEqualTo(rows.get(0).path("quantity").asInt() + 1);
    }

    @Test
    void rowsMayCarryWhatNobodyKnows() {
        simulator.faults().next(Fault.unknownFields(), export, 1);
        assertThat(client.get("/products/export").json().get(0).has("x_next_generation"))
                .isTrue();
        simulator.faults().next(Fault.unknownValues(), export, 1);
        assertThat(client.get("/products/export").body()).contains("Pristine", "tlh-QO", "PSA 11");
    }

    @Test
    void rowsMayComeInTheOtherForm() {
        simulator.faults().next(Fault.resourceForm(), export, 1);
        JsonNode row = client.get("/products/export").json().get(0);
        assertThat(row.path("price").path("cents").isInt()).isTrue();
        assertThat(row.path("properties").isObject()).isTrue();
        assertThat(row.path("graded").isInt()).isTrue();
        assertThat(row.has("price_cents")).isFalse();
        simulator.faults().next(Fault.priceObject(), export, 1);
        assertThat(client.get("/products/export")
                        .json()
                        .get(0)
                        .path("price_cents")
                        .path("cents")
                        .isInt())
                .isTrue();
    }

    @Test
    void envelopesMayChangePlaces() {
        simulator.faults().next(Fault.otherEnvelope(), FaultMatch.any(), 2);
        assertThat(client.get("/products/export").json().path("array").size()).isEqualTo(50);
        assertThat(client.get("/games").json().isArray()).isTrue();
    }

    @Test
    void latencyAndSlowBodiesTakeTheirTime() {
        simulator.faults().next(Fault.latency(Duration.ofMillis(150)), export, 1);
        simulator.faults().next(Fault.latencyAfterApplied(Duration.ofMillis(100)), export, 1);
        long start = System.nanoTime();
        client.get("/products/export");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(249));

        simulator.faults().next(Fault.slowBody(100_000), export, 1);
        start = System.nanoTime();
        int bytes = client.get("/products/export").body().length();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(bytes / 110));
    }

    @Test
    void aHeldReadShowsTheMomentOfItsArrival() throws Exception {
        Gate gate = simulator.faults().hold(Gate.before(), export, 1);
        CompletableFuture<Answer> answer = client.sendAsync("GET", "/products/export", null);
        assertThat(gate.awaitArrivals(1, PATIENCE)).isTrue();
        account.inventory().clear();
        assertThat(answer).isNotDone();
        gate.release();
        assertThat(answer.get(20, TimeUnit.SECONDS).json().size()).isEqualTo(50);
    }

    @Test
    void aBodyIsHeldInItsMiddle() throws Exception {
        try (Gate gate = simulator.faults().hold(Gate.midBody(2_000), export, 1);
                var in = client.stream("/products/export")) {
            assertThat(in.readNBytes(2_000)).hasSize(2_000);
            assertThat(gate.awaitArrivals(1, PATIENCE)).isTrue();
            assertThat(in.available()).isZero();
            account.inventory().clear();
            gate.release();
            assertThat(new String(in.readAllBytes())).endsWith("}]");
        }
    }

    @Test
    void moreRequestsCanBeHeldThanThereAreThreads() throws Exception {
        try (CardTraderSimulator small = CardTraderSimulator.start(
                SimulatorOptions.builder().threads(8).blueprints(50).build())) {
            SimulatedAccount held = small.createAccount();
            SimulatorClient many = new SimulatorClient(small, held);
            Gate gate = small.faults().hold(Gate.before(), FaultMatch.of("GET", "/info"), 40);
            for (int i = 0; i < 40; i++) {
                many.sendAsync("GET", "/info", null);
            }
            assertThat(gate.awaitArrivals(40, PATIENCE)).isTrue();
            assertThat(many.get("/games").status()).isEqualTo(200);
            gate.release();
        }
    }

    @Test
    void anyJsonCanBeAnswered() throws IOException {
        simulator.faults().next(Fault.json(422, "{\"errors\":[\"first\",\"second\"]}"), FaultMatch.any(), 1);
        Answer answer = client.get("/info");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("errors").size()).isEqualTo(2);
    }

    @Test
    void closingCutsOffWhatIsHeld() throws Exception {
        CardTraderSimulator other = CardTraderSimulator.start();
        SimulatorClient held = new SimulatorClient(other, other.createAccount());
        Gate gate = other.faults().hold(Gate.before(), FaultMatch.of("POST", "/products"), 1);
        CompletableFuture<Answer> answer = held.sendAsync("POST", "/products", "{}");
        assertThat(gate.awaitArrivals(1, PATIENCE)).isTrue();
        other.close();
        assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
        gate.release();
    }
}
