package io.brxsync.cardtrader;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxException;
import io.brxsync.cardtrader.ScriptedServer.Answer;
import io.brxsync.cardtrader.http.CardTraderHttp;
import io.brxsync.cardtrader.http.Endpoint.Nature;
import io.brxsync.cardtrader.http.HandClock;
import io.brxsync.cardtrader.http.Surroundings;
import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong, and however it is told: no token, and nothing of a body but CardTrader's own messages. */
class SecretsTest {
    private static final Path LOG = Path.of("target", "test-client.log");
    private static final String PRIVATE = "Zebra Crossing 17";

    @Test
    void noFailureTellsTheToken() throws Exception {
        try (Rig rig = new Rig(30)) {
            StringBuilder told = new StringBuilder();
            List<Fault> faults = List.of(
                    Fault.reset(),
                    Fault.html(502),
                    Fault.truncated(200),
                    Fault.truncatedWithContentLength(200),
                    Fault.endsAfterRows(3),
                    Fault.tooManyRequests(1),
                    Fault.edgeBlock(),
                    Fault.unauthorized(),
                    Fault.json(
                            422,
                            "{\"errors\":[\"your token is " + rig.seller.token().value() + "\"]}"),
                    Fault.json(422, "{\"errors\":[],\"buyer\":{\"street\":\"" + PRIVATE + "\"}}"),
                    Fault.json(200, "[{\"id\":\"" + PRIVATE + "\"}, " + PRIVATE + "]"));
            for (Fault fault : faults) {
                for (Nature nature : Nature.values()) {
                    try (var always = rig.simulator.faults().always(fault, FaultMatch.any())) {
                        told.append(everythingAbout(Rig.failure(() -> fresh(rig)
                                .send(rig.call(
                                        nature,
                                        "/products/export",
                                        Duration.ofSeconds(9),
                                        body -> io.brxsync.cardtrader.wire.ProductExport.read(
                                                body.content(), new Rig.Rows()))))));
                        assertThat(always.hits()).isPositive();
                    }
                }
            }
            told.append(rig.seller).append(rig.call(Nature.READ, "/info")).append(rig.client());

            assertThat(told).hasSizeGreaterThan(5_000);
            String start = rig.seller.token().value().substring(0, 16);
            assertThat(told.toString()).doesNotContain(start, PRIVATE);
            assertThat(told.toString()).contains("your token is ***");
            String log = Files.readString(LOG);
            assertThat(log)
                    .contains("user=" + rig.seller.user())
                    .contains("Repeating a request")
                    .contains("CardTrader limits a user")
                    .contains("CardTrader's edge blocks this address")
                    .doesNotContain(start, PRIVATE);
        }
    }

    @Test
    void aSharedSecretIsNotToldEither() throws Exception {
        try (Rig rig = new Rig(0)) {
            assertThat(rig.client().info(rig.seller).toString()).doesNotContain(rig.account.sharedSecret());
        }
        try (Rig rig = new Rig(0);
                ScriptedServer server = new ScriptedServer()) {
            server.answers(Answer.of(200, "application/json", "{\"shared_secret\":\"" + PRIVATE + "\",\"id\":\"x\"}"));
            CardTrader client = new CardTrader(rig.http(Rig.settings(server.baseUrl()), rig.surroundings()));
            assertThat(everythingAbout(Rig.failure(() -> client.info(rig.seller))))
                    .doesNotContain(PRIVATE);
        }
    }

    /** A client that remembers no earlier block or pause. */
    private static CardTraderHttp fresh(Rig rig) {
        HandClock clock = new HandClock();
        return rig.http(
                rig.settings(),
                new Surroundings(new SlidingAllowance(clock, 200, 1, Rig.WINDOW), rig.heard, clock, clock, () -> 1));
    }

    private static String everythingAbout(BrxException failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text + failure.toString();
    }
}
