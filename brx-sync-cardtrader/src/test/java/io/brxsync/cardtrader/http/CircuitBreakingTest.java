package io.brxsync.cardtrader.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.cardtrader.http.Endpoint.Nature;
import io.brxsync.cardtrader.wire.ApiError;
import io.brxsync.limit.EndpointClass;
import io.brxsync.port.ApiToken;
import io.brxsync.port.Seller;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitBreakingTest {
    private static final Duration DELAY = Duration.ofSeconds(30);
    private static final ApiError SILENT = new ApiError(null, List.of(), null, false);

    private final HandClock clock = new HandClock();
    private Supplier<Reply<String>> host = CircuitBreakingTest::fine;
    private int sent;
    private IntConsumer head = status -> {};
    private final CircuitBreaking circuit = new CircuitBreaking(
            new Channel() {
                @Override
                @SuppressWarnings("unchecked")
                public <T> Reply<T> send(Call<T> call) {
                    sent++;
                    head = call.manner().onHead();
                    return (Reply<T>) host.get();
                }
            },
            DELAY,
            clock);

    @Test
    void opensAfterEightFailuresAndSaysWhenToComeBack() throws Exception {
        host = () -> status(503);
        for (int i = 0; i < 7; i++) {
            send();
        }
        assertThat(circuit.open()).isFalse();
        send();
        assertThat(circuit.open()).isTrue();

        clock.advance(Duration.ofSeconds(12));
        Reply<String> reply = send();

        assertThat(reply).isEqualTo(new Reply.Withheld<>(Reply.Reason.CIRCUIT, Duration.ofSeconds(18)));
        assertThat(sent).isEqualTo(8);
    }

    @Test
    void aGoodProbeClosesIt() throws Exception {
        open();
        clock.advance(DELAY);
        host = CircuitBreakingTest::fine;

        assertThat(send()).isEqualTo(fine());
        assertThat(circuit.open()).isFalse();
        assertThat(send()).isEqualTo(fine());
    }

    @Test
    void aBadProbeOpensItForAnotherWhile() throws Exception {
        open();
        clock.advance(DELAY);

        assertThat(send()).isEqualTo(status(503));
        assertThat(send()).isEqualTo(new Reply.Withheld<>(Reply.Reason.CIRCUIT, DELAY));
        assertThat(sent).isEqualTo(9);
    }

    @Test
    void onlyOneProbeGoesAtATime() throws Exception {
        open();
        clock.advance(DELAY);
        host = () -> {
            assertThat(sendUnchecked()).isInstanceOf(Reply.Withheld.class);
            return fine();
        };

        assertThat(send()).isEqualTo(fine());
        assertThat(sent).isEqualTo(9);
    }

    @Test
    void aProbeThatTakesTooLongIsNotWaitedFor() throws Exception {
        open();
        clock.advance(DELAY);
        host = () -> {
            clock.advance(DELAY.minusNanos(1));
            assertThat(sendUnchecked())
                    .as("a probe is under way")
                    .isEqualTo(new Reply.Withheld<>(Reply.Reason.CIRCUIT, Duration.ofSeconds(1)));
            clock.advance(Duration.ofNanos(1));
            host = CircuitBreakingTest::fine;
            assertThat(sendUnchecked()).isEqualTo(fine());
            assertThat(circuit.open()).isFalse();
            return lost(200, Reply.Loss.TIMED_OUT);
        };
        send(Nature.STREAM);
        assertThat(circuit.open()).isFalse();
        assertThat(sent).isEqualTo(10);
    }

    @Test
    void aProbeProvesTheHostWithTheHeadOfItsAnswer() throws Exception {
        open();
        clock.advance(DELAY);
        host = () -> {
            head.accept(200);
            assertThat(circuit.open()).isFalse();
            return lost(200, Reply.Loss.TIMED_OUT);
        };
        send(Nature.STREAM);
        assertThat(circuit.open()).isFalse();
    }

    @Test
    void theHeadOfAServerErrorProvesNothing() throws Exception {
        open();
        clock.advance(DELAY);
        host = () -> {
            head.accept(503);
            assertThat(circuit.open()).isTrue();
            return status(503);
        };
        send();
        assertThat(send()).isEqualTo(new Reply.Withheld<>(Reply.Reason.CIRCUIT, DELAY));
    }

    @ParameterizedTest
    @EnumSource(
            value = Reply.Loss.class,
            names = {"TIMED_OUT", "CUT_OFF"})
    void aSlowExportIsItsUsersOwn(Reply.Loss loss) throws Exception {
        host = () -> lost(200, loss);
        for (int i = 0; i < 100; i++) {
            send(Nature.STREAM);
        }
        assertThat(circuit.open()).isFalse();

        // It does not even speak for the host: eight failures among them open the circuit.
        for (int i = 0; i < 8; i++) {
            host = () -> status(503);
            send();
            host = () -> lost(0, loss);
            send(Nature.STREAM);
        }
        assertThat(circuit.open()).isTrue();
    }

    @Test
    void aSlowExportIsNoProbe() throws Exception {
        open();
        clock.advance(DELAY);
        host = () -> lost(0, Reply.Loss.TIMED_OUT);
        send(Nature.STREAM);
        assertThat(circuit.open()).isTrue();
        host = CircuitBreakingTest::fine;
        assertThat(send()).isEqualTo(fine());
        assertThat(circuit.open()).isFalse();
    }

    @Test
    void oldNewsDoesNotPutOffTheProbe() throws Exception {
        host = () -> {
            host = () -> status(503);
            for (int i = 0; i < 8; i++) {
                sendUnchecked();
            }
            clock.advance(DELAY.dividedBy(2));
            return status(503);
        };
        send();
        assertThat(send()).isEqualTo(new Reply.Withheld<>(Reply.Reason.CIRCUIT, DELAY.dividedBy(2)));
    }

    @Test
    void aProbeThatNeverLeftProvesNothing() throws Exception {
        open();
        clock.advance(DELAY);
        host = () -> new Reply.Withheld<>(Reply.Reason.ALLOWANCE, Duration.ofSeconds(1));
        send();
        assertThat(circuit.open()).isTrue();

        host = CircuitBreakingTest::fine;
        assertThat(send()).isEqualTo(fine());
        assertThat(circuit.open()).isFalse();
    }

    @Test
    void aProbeThatEndsInAnExceptionProvesNothing() throws Exception {
        open();
        clock.advance(DELAY);
        host = () -> {
            throw new IllegalStateException("the reader's own");
        };
        assertThatThrownBy(this::send).hasMessage("the reader's own");
        assertThat(circuit.open()).isTrue();

        host = CircuitBreakingTest::fine;
        assertThat(send()).isEqualTo(fine());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 422, 429, 302})
    void neverOpensForWhatIsNotTheHostsFault(int status) throws Exception {
        host = () -> status(status);
        for (int i = 0; i < 100; i++) {
            send();
        }
        assertThat(circuit.open()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("hostFailures")
    void opensForNetworkFailures(Reply<String> failure) throws Exception {
        host = () -> failure;
        for (int i = 0; i < 8; i++) {
            send();
        }
        assertThat(circuit.open()).isTrue();
    }

    static List<Reply<String>> hostFailures() {
        return List.of(
                lost(0, Reply.Loss.NOT_SENT),
                lost(0, Reply.Loss.NO_ANSWER),
                lost(0, Reply.Loss.TIMED_OUT),
                lost(200, Reply.Loss.CUT_OFF),
                status(500),
                status(502),
                status(599));
    }

    @Test
    void aBodyThatMakesNoSenseIsNotTheNetworksFault() throws Exception {
        host = () -> lost(200, Reply.Loss.UNREADABLE);
        for (int i = 0; i < 20; i++) {
            send();
        }
        assertThat(circuit.open()).isFalse();
    }

    private void open() throws Exception {
        host = () -> status(503);
        while (!circuit.open()) {
            send();
        }
        assertThat(sent).isEqualTo(8);
    }

    private Reply<String> send() throws InterruptedException {
        return send(Nature.READ);
    }

    private Reply<String> send(Nature nature) throws InterruptedException {
        Endpoint endpoint = new Endpoint("GET", "/test", nature, EndpointClass.GENERAL, DELAY, 1);
        return circuit.send(Call.of(endpoint, new Seller(new UUID(0, 1), ApiToken.of("t")), "/test", body -> ""));
    }

    private Reply<String> sendUnchecked() {
        try {
            return send();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Reply<String> fine() {
        return new Reply.Answered<>(200, "fine");
    }

    private static Reply<String> status(int status) {
        return new Reply.Refused<>(status, SILENT, null);
    }

    private static Reply<String> lost(int status, Reply.Loss loss) {
        return new Reply.Lost<>(status, loss, new IOException("lost"));
    }
}
