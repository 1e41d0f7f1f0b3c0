package io.brxsync.cardtrader;

import static io.brxsync.BrxException.Kind.OUTCOME_UNKNOWN;
import static io.brxsync.BrxException.Kind.RATE_LIMITED;
import static io.brxsync.BrxException.Kind.REJECTED;
import static io.brxsync.BrxException.Kind.RETRYABLE;
import static io.brxsync.BrxException.Kind.UNAUTHORIZED;
import static io.brxsync.BrxException.Kind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxException;
import io.brxsync.cardtrader.http.Call;
import io.brxsync.cardtrader.http.Endpoint;
import io.brxsync.cardtrader.http.Endpoint.Nature;
import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.limit.EndpointClass;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The retry table and the error table as a server sees them: how often it is asked, and what becomes of it. */
class RetriesOverHttpTest {
    private static final String READ = "/games";
    private static final String STREAM = "/products/export";
    /** A change in name only: what decides is the endpoint's nature, and this one has a body to cut. */
    private static final String CHANGE = "/products/export";

    private Rig rig;

    @BeforeEach
    void start() {
        rig = new Rig(200);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    static Stream<Arguments> rows() {
        Fault validation = Fault.json(
                422,
                "{\"error_code\":\"validation_error\",\"errors\":{\"price\":[\"too low\"]},\"request_id\":\"r-1\"}");
        Fault notReady =
                Fault.json(404, "{\"error_code\":\"not_found\",\"extra\":{\"message\":\"Data is not ready for x\"}}");
        return Stream.of(
                        rows("reset before", Fault.reset(), RETRYABLE, 3, 3, 1),
                        rows("reset after", Fault.resetAfterApplied(), RETRYABLE, 3, 3, 1),
                        rows("500", Fault.html(500), RETRYABLE, 3, 3, 1),
                        rows("502", Fault.html(502), RETRYABLE, 3, 3, 1),
                        rows("503", Fault.html(503), RETRYABLE, 3, 3, 1),
                        rows("500 in JSON", Fault.json(500, "{}"), RETRYABLE, 3, 3, 1),
                        rows("500 after", Fault.htmlAfterApplied(500), RETRYABLE, 3, 3, 1),
                        rows("cut in chunks", Fault.truncated(300), RETRYABLE, 3, 1, 1),
                        rows("cut below length", Fault.truncatedWithContentLength(300), RETRYABLE, 3, 1, 1),
                        rows("reset in the body", Fault.resetMidBody(300), RETRYABLE, 3, 1, 1),
                        rows("429", Fault.tooManyRequests(), RATE_LIMITED, 1, 1, 1),
                        rows("429 with seconds", Fault.tooManyRequests(3), RATE_LIMITED, 1, 1, 1),
                        rows("429 with date", Fault.tooManyRequestsUntil(3), RATE_LIMITED, 1, 1, 1),
                        rows("edge", Fault.edgeBlock(), UNAVAILABLE, 1, 1, 1),
                        rows("403 without code", Fault.json(403, "{\"oops\":1}"), UNAVAILABLE, 1, 1, 1),
                        rows("403 with code", Fault.json(403, "{\"error_code\":\"forbidden\"}"), REJECTED, 1, 1, 1),
                        rows(
                                "403 unauthorized",
                                Fault.json(403, "{\"error_code\":\"unauthorized\"}"),
                                UNAUTHORIZED,
                                1,
                                1,
                                1),
                        rows("401", Fault.unauthorized(), UNAUTHORIZED, 1, 1, 1),
                        rows("404", Fault.json(404, "{\"error_code\":\"not_found\"}"), REJECTED, 1, 1, 1),
                        rows("404 not ready", notReady, RETRYABLE, 1, 1, 1),
                        rows("408", Fault.json(408, "{}"), RETRYABLE, 1, 1, 1),
                        rows("422", validation, REJECTED, 1, 1, 1),
                        rows("422 without code", Fault.json(422, "{\"errors\":[\"bad\"]}"), REJECTED, 1, 1, 1))
                .flatMap(List::stream);
    }

    private static List<Arguments> rows(
            String name, Fault fault, BrxException.Kind kind, int read, int stream, int change) {
        return List.of(
                Arguments.of(name, fault, Nature.READ, READ, kind, read),
                Arguments.of(name, fault, Nature.STREAM, STREAM, kind, stream),
                Arguments.of(name, fault, Nature.CHANGE, CHANGE, kind, change));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("rows")
    void asksAsOftenAsTheTableSays(
            String name, Fault fault, Nature nature, String target, BrxException.Kind kind, int requests) {
        rig.simulator.faults().always(fault, FaultMatch.any());

        BrxException failure = Rig.failure(() -> rig.http().send(rig.call(nature, target)));

        boolean unknown = nature == Nature.CHANGE
                && kind == RETRYABLE
                && !List.of("404 not ready", "408").contains(name);
        assertThat(failure.kind()).isEqualTo(unknown ? OUTCOME_UNKNOWN : kind);
        assertThat(rig.heard.responses).hasSize(requests);
        assertThat(rig.simulator.requests().total())
                .as("nothing is sent behind our back")
                .isEqualTo(requests);
        assertThat(failure)
                .hasMessageContaining("/test")
                .hasMessageContaining(rig.seller.user().toString())
                .hasMessageNotContaining("\n");
        assertThat(failure.getMessage().contains("outcome unknown")).isEqualTo(unknown);
        assertThat(rig.clock.pauses()).hasSize(requests - 1);
    }

    @ParameterizedTest(name = "{2} after {1}")
    @MethodSource("passing")
    void aTroubleThatPassesIsNotNoticed(Fault fault, String name, Nature nature, String target) {
        rig.simulator.faults().next(fault, FaultMatch.any(), 2);

        assertThat(rig.http().send(rig.call(nature, target))).isPositive();
        assertThat(rig.heard.responses).hasSize(3).last().isEqualTo("/test 200");
    }

    static Stream<Arguments> passing() {
        return Stream.of(
                Arguments.of(Fault.html(503), "503", Nature.READ, READ),
                Arguments.of(Fault.html(503), "503", Nature.STREAM, STREAM),
                Arguments.of(Fault.truncated(300), "truncation", Nature.READ, READ),
                Arguments.of(Fault.reset(), "reset", Nature.READ, READ));
    }

    @Test
    void aChangeCarriesItsBody() {
        Endpoint endpoint =
                new Endpoint("PATCH", "/app", Nature.CHANGE, EndpointClass.GENERAL, Duration.ofSeconds(20), 1 << 20);
        String json = "{\"webhook_url\":\"https://shop.example/hook\"}";

        rig.http().send(new Call<>(endpoint, rig.seller, "/app", json, Rig::all));

        assertThat(rig.account.webhookUrl()).hasValue("https://shop.example/hook");
    }

    @Test
    void eachRequestSpendsAllowance() {
        rig.simulator.faults().always(Fault.html(503), FaultMatch.any());
        Rig.failure(() -> rig.http().send(rig.call(Nature.READ, READ)));

        assertThat(rig.limiter.granted(EndpointClass.GENERAL)).isEqualTo(3);
        assertThat(rig.simulator.requests().total()).isEqualTo(3);
        assertThat(rig.limiter.ends()).containsExactly("answered", "answered", "answered");
    }

    @ParameterizedTest
    @MethodSource("natures")
    void withoutAConnectionEverythingIsRepeatedBecauseNothingCanHaveBeenDone(Nature nature) throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        BrxException failure =
                Rig.failure(() -> rig.http(Rig.settings("http://127.0.0.1:" + closed + "/api/v2"), rig.surroundings())
                        .send(rig.call(nature, READ)));

        assertThat(failure.kind()).isEqualTo(UNAVAILABLE);
        assertThat(failure.retryAfter()).isPresent();
        assertThat(failure).hasMessageContaining("no connection").hasMessageNotContaining("unknown");
        assertThat(rig.heard.responses).hasSize(3).allMatch("/test 0"::equals);
    }

    static List<Nature> natures() {
        return Arrays.asList(Nature.values());
    }

    @Test
    void aHostThatNobodyKnowsIsNoConnection() {
        BrxException failure =
                Rig.failure(() -> rig.http(Rig.settings("http://nowhere.invalid/api/v2"), rig.surroundings())
                        .send(rig.call(Nature.CHANGE, READ)));

        assertThat(failure.kind()).isEqualTo(UNAVAILABLE);
        assertThat(rig.heard.responses).hasSize(3);
    }

    @Test
    void aLateHeadIsNotWaitedForAgain() {
        rig.simulator.faults().always(Fault.latency(Duration.ofSeconds(300)), FaultMatch.any());
        Call<byte[]> call = rig.call(Nature.READ, READ, Duration.ofSeconds(1), Rig::all);

        BrxException failure =
                Rig.failure(() -> rig.http(rig.settings(), rig.inRealTime()).send(call));

        assertThat(failure.kind()).isEqualTo(RETRYABLE);
        assertThat(rig.heard.responses).containsExactly("/test 0");
    }
}
