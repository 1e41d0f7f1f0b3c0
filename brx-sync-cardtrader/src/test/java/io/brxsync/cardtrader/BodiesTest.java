package io.brxsync.cardtrader;

import static io.brxsync.BrxException.Kind.REJECTED;
import static io.brxsync.BrxException.Kind.RETRYABLE;
import static io.brxsync.BrxException.Kind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxException;
import io.brxsync.cardtrader.ScriptedServer.Answer;
import io.brxsync.cardtrader.http.Call;
import io.brxsync.cardtrader.http.CardTraderHttp;
import io.brxsync.cardtrader.http.Endpoint;
import io.brxsync.cardtrader.http.Endpoint.Nature;
import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Gate;
import io.brxsync.limit.EndpointClass;
import io.brxsync.port.ExportFilter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that hang, trickle, explode or are something else, and threads that are told to stop while they read. */
class BodiesTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofSeconds(1);

    private Rig rig;

    @BeforeEach
    void start() {
        rig = new Rig(500);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void aBodyThatHangsIsCut() throws Exception {
        CardTraderHttp http = warm();
        try (Gate gate = rig.simulator.faults().hold(Gate.midBody(2_000), FaultMatch.any(), 1)) {
            assertCutAtTheDeadline(http);
            assertThat(gate.arrivals()).isEqualTo(1);
        }
    }

    @Test
    void aBodyThatTricklesIsCutAtTheDeadlineAlthoughItNeverPauses() {
        CardTraderHttp http = warm();
        rig.simulator.faults().always(Fault.slowBody(500), FaultMatch.any());

        assertCutAtTheDeadline(http);
    }

    private void assertCutAtTheDeadline(CardTraderHttp http) {
        long began = System.nanoTime();
        BrxException failure = Rig.failure(() -> http.send(export(SHORT)));

        assertThat(failure.kind()).isEqualTo(RETRYABLE);
        assertThat(failure).hasMessageContaining("no whole answer within");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(SHORT, Duration.ofSeconds(15));
        assertThat(rig.heard.responses).last().as("the head had come").isEqualTo("/test 200");
    }

    /** With a connection and all classes in place, so that a short deadline is met within the body. */
    private CardTraderHttp warm() {
        CardTraderHttp http = realTime();
        http.send(export(LONG));
        return http;
    }

    @Test
    void aSlowBodyWithinTheDeadlineArrives() {
        rig.simulator.faults().always(Fault.slowBody(60_000), FaultMatch.any());

        assertThat(realTime().send(export(LONG))).hasSizeGreaterThan(10_000);
    }

    @Test
    void theReadersOwnTimeDoesNotCount() {
        CardTraderHttp http = http();
        Call<byte[]> call = rig.call(Nature.STREAM, "/products/export", Duration.ofSeconds(60), body -> {
            // Longer than the endpoint's time, by a clock that the reader itself moves between two reads.
            byte[] first = body.content().readNBytes(100);
            rig.clock.advance(Duration.ofHours(1));
            body.content().readAllBytes();
            return first;
        });

        assertThat(http.send(call)).hasSize(100);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waits")
    void anInterruptEndsAnyWaitAtOnce(String name, Fault fault) throws Exception {
        rig.simulator.faults().always(fault, FaultMatch.any());
        CardTraderHttp http = http();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            List<Thread> asker = new ArrayList<>();
            Future<BrxException> failure = thread.submit(() -> {
                synchronized (asker) {
                    asker.add(Thread.currentThread());
                }
                BrxException thrown = Rig.failure(() -> http.send(export(LONG)));
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                return thrown;
            });
            awaitWaiting(asker);
            asker.get(0).interrupt();

            assertThat(failure.get(5, TimeUnit.SECONDS).kind()).isEqualTo(UNAVAILABLE);
            assertThat(failure.get()).hasMessageContaining("interrupted");
        } finally {
            thread.shutdownNow();
        }
        rig.simulator.faults().clear();
        assertThat(http.send(export(LONG))).isNotEmpty();
    }

    static Stream<Arguments> waits() {
        return Stream.of(
                Arguments.of("for the head", Fault.latency(Duration.ofSeconds(20))),
                Arguments.of("for the body", Fault.held(Gate.midBody(2_000))),
                Arguments.of("in a trickling body", Fault.slowBody(500)));
    }

    private static void awaitWaiting(List<Thread> asker) {
        while (true) {
            synchronized (asker) {
                if (!asker.isEmpty()
                        && (asker.get(0).getState() == Thread.State.WAITING
                                || asker.get(0).getState() == Thread.State.TIMED_WAITING)) {
                    return;
                }
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void whoIsInterruptedWhileReadingGetsNothingMoreThoughItHasCome() {
        CardTraderHttp http = http();
        Call<byte[]> call = rig.call(Nature.STREAM, "/products/export", LONG, body -> {
            body.content().readNBytes(10);
            Thread.currentThread().interrupt();
            return body.content().readAllBytes();
        });
        for (int i = 0; i < 20; i++) {
            BrxException failure = Rig.failure(() -> http.send(call));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure.kind()).isEqualTo(UNAVAILABLE);
            assertThat(failure).hasMessageContaining("interrupted");
        }
        assertThat(http.send(export(LONG))).isNotEmpty();
    }

    @Test
    void whoIsInterruptedAlreadySendsNothing() {
        Thread.currentThread().interrupt();
        BrxException failure = Rig.failure(() -> http().send(export(LONG)));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.kind()).isEqualTo(UNAVAILABLE);
        assertThat(rig.simulator.requests().total()).isZero();
    }

    @Test
    void aBombDoesNotExplode() throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            server.answers(Answer.gzip(new byte[3 << 20]));
            Endpoint endpoint = new Endpoint("GET", "/test", Nature.STREAM, EndpointClass.GENERAL, LONG, 1 << 20);
            BrxException failure = Rig.failure(() -> rig.http(Rig.settings(server.baseUrl()), rig.surroundings())
                    .send(Call.of(endpoint, rig.seller, "/x", Rig::all)));

            assertThat(failure.kind()).isEqualTo(RETRYABLE);
            assertThat(failure).hasMessageContaining("larger than 1048576 bytes");
        }
    }

    @Test
    void asksForGzipAndUnderstandsItsAbsence() throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            CardTrader client = new CardTrader(rig.http(Rig.settings(server.baseUrl()), rig.surroundings()));
            server.answers(Answer.of(200, "application/json", "[{\"id\":7,\"name\":\"plain\"}]"));
            assertThat(client.games(rig.seller)).hasSize(1);
            assertThat(server.received.get().getFirst("Accept-Encoding")).isEqualTo("gzip");
            assertThat(server.received.get().getFirst("Authorization"))
                    .isEqualTo("Bearer " + rig.seller.token().value());

            server.answers(Answer.gzip("[{\"id\":7,\"name\":\"zipped\"}]".getBytes(StandardCharsets.UTF_8)));
            assertThat(client.games(rig.seller)).hasSize(1);
        }
    }

    @Test
    void oneConnectionServesOneRequestAfterTheOther() throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            CardTrader client = new CardTrader(rig.http(Rig.settings(server.baseUrl()), rig.surroundings()));
            byte[] json = "[{\"id\":7}]".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 10; i++) {
                server.answers(Answer.gzip(json));
                client.games(rig.seller);
                server.answers(Answer.of(200, "application/json", "[{\"id\":7}]  \n"));
                client.export(rig.seller, new ExportFilter.Everything(), new Rig.Rows());
                server.answers(Answer.of(422, "application/json", "{\"errors\":[\"no\"]}"));
                Rig.failure(() -> client.games(rig.seller));
            }
            assertThat(server.requests).hasValue(30);
            assertThat(server.connections).hasSize(1);
        }
    }

    @Test
    void aConnectionWithAnUnreadRestIsGivenUpAndTheNextRequestGetsAnother() {
        CardTraderHttp http = http();
        Call<Integer> looksOnlyAtTheStart = rig.call(
                Nature.STREAM, "/products/export", LONG, body -> body.content().readNBytes(10).length);

        assertThat(http.send(looksOnlyAtTheStart)).isEqualTo(10);
        assertThat(http.send(export(LONG))).hasSizeGreaterThan(10_000);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void whatIsNotCardTradersAnswerIsTold(String name, Answer answer, BrxException.Kind kind) throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            server.answers(answer);
            CardTrader client = new CardTrader(rig.http(Rig.settings(server.baseUrl()), rig.surroundings()));

            assertThat(Rig.failure(() -> client.games(rig.seller)).kind()).isEqualTo(kind);
        }
    }

    static Stream<Arguments> strangers() {
        String page = "<!DOCTYPE html><title>Just a moment...</title>";
        byte[] json = "[]".getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                strange("a page with 200", Answer.of(200, "text/html", page), UNAVAILABLE),
                strange("a page with 401 is not the token's fault", Answer.of(401, "text/html", page), UNAVAILABLE),
                strange("a page with 403", Answer.of(403, "text/html", page), UNAVAILABLE),
                strange("a page with 404", Answer.of(404, "text/html", page), REJECTED),
                strange("a redirect", Answer.of(302, "text/html", ""), RETRYABLE),
                strange("an encoding nobody asked for", new Answer(200, "application/json", "br", json), RETRYABLE),
                strange("no gzip at all", new Answer(200, "application/json", "gzip", json), RETRYABLE),
                strange("nothing", Answer.of(200, "application/json", ""), RETRYABLE),
                strange("another object", Answer.of(200, "application/json", "{\"games\":[]}"), RETRYABLE),
                strange("a text", Answer.of(200, "application/json", "\"array\""), RETRYABLE),
                strange("more behind the end", Answer.of(200, "application/json", "[] []"), RETRYABLE),
                strange("an error without a body", Answer.of(422, "application/json", ""), REJECTED),
                strange("an error in broken gzip", new Answer(500, "application/json", "gzip", json), RETRYABLE));
    }

    private static Arguments strange(String name, Answer answer, BrxException.Kind kind) {
        return Arguments.of(name, answer, kind);
    }

    private CardTraderHttp realTime() {
        return rig.http(rig.settings(), rig.inRealTime());
    }

    private CardTraderHttp http() {
        return rig.http();
    }

    private Call<byte[]> export(Duration timeout) {
        return rig.call(Nature.STREAM, "/products/export", timeout, Rig::all);
    }
}
