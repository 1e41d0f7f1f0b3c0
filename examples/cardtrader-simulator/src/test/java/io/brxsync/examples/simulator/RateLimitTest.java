package io.brxsync.examples.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.simulator.SimulatorClient.Answer;
import io.brxsync.examples.simulator.SimulatorOptions.RetryAfter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong();
    private final CardTraderSimulator simulator = CardTraderSimulator.start(
            SimulatorOptions.builder().blueprints(60).ticker(now::get).build());
    private final SimulatedAccount account = simulator.createAccount();
    private final SimulatorClient client = new SimulatorClient(simulator, account);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void twoHundredRequestsInTenSecondsAndNotOneMore() {
        for (int i = 0; i < 200; i++) {
            assertThat(client.get("/info").status()).isEqualTo(200);
        }
        now.set(10 * SECOND - 1);
        Answer refused = client.get("/games");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body()).isEqualTo("{\"error\":\"Too many requests: max 200 requests per 10 seconds\"}");
        assertThat(refused.header("Retry-After")).isEmpty();
        assertThat(simulator.violations().of(account, RateClass.ALL)).isEqualTo(1);

        now.set(10 * SECOND);
        assertThat(client.get("/info").status()).isEqualTo(200);
        assertThat(simulator.violations().total()).isEqualTo(1);
        assertThat(simulator.violations().counts())
                .anySatisfy(c -> assertThat(c.peak()).isEqualTo(200));
    }

    @Test
    void everyAccountHasItsOwnAllowanceAndAnUnknownTokenUsesNone() {
        SimulatedAccount other = simulator.createAccount();
        SimulatorClient otherClient = new SimulatorClient(simulator, other);
        SimulatorClient stranger = new SimulatorClient(simulator, "unknown");
        for (int i = 0; i < 200; i++) {
            client.get("/info");
        }
        assertThat(stranger.get("/info").status()).isEqualTo(401);
        assertThat(otherClient.get("/info").status()).isEqualTo(200);
        assertThat(client.get("/info").status()).isEqualTo(429);
        assertThat(simulator.violations().of(other)).isZero();
        assertThat(simulator.violations().of(account)).isEqualTo(1);
    }

    @Test
    void theAllowanceHoldsForRequestsAtTheSameTime() {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            answers.add(client.sendAsync("GET", "/info", null));
        }
        long good = answers.stream().filter(a -> a.join().status() == 200).count();
        assertThat(good).isEqualTo(200);
        assertThat(simulator.violations().total()).isEqualTo(50);
        assertThat(simulator.requests().of("GET /info", 429)).isEqualTo(50);
    }

    @Test
    void jobsAndTheMarketplaceAllowOneRequestASecond() {
        assertThat(client.get("/jobs/none").status()).isEqualTo(200);
        assertThat(client.get("/marketplace/products?blueprint_id=1").status()).isEqualTo(200);
        now.set(SECOND - 1);
        assertThat(client.get("/jobs/none").body())
                .isEqualTo("{\"error\":\"Too many requests: max 1 request per second\"}");
        assertThat(client.get("/marketplace/products?blueprint_id=1").body())
                .isEqualTo("{\"error\":\"Too many requests: max 10 requests per second\"}");
        now.set(SECOND);
        assertThat(client.get("/jobs/none").status()).isEqualTo(200);
        assertThat(simulator.violations().of(account, RateClass.JOBS)).isEqualTo(1);
        assertThat(simulator.violations().of(account, RateClass.MARKETPLACE)).isEqualTo(1);
        assertThat(simulator.violations().of(account, RateClass.ALL)).isZero();
    }

    @Test
    void aRefusedMutationIsNotApplied() {
        Product product = account.inventory()
                .put(ProductSpec.of(simulator.blueprints().blueprints().get(0).id()));
        for (int i = 0; i < 200; i++) {
            client.get("/info");
        }
        assertThat(client.send("DELETE", "/products/" + product.id(), null).status())
                .isEqualTo(429);
        assertThat(account.inventory().size()).isEqualTo(1);
    }

    @Test
    void retryAfterComesOnlyWhenSwitchedOn() {
        assertThat(retryAfter(RetryAfter.NONE)).isEmpty();
        assertThat(retryAfter(RetryAfter.SECONDS)).isEqualTo("1");
        assertThat(retryAfter(RetryAfter.HTTP_DATE)).endsWith("GMT");
    }

    private static String retryAfter(RetryAfter kind) {
        try (CardTraderSimulator other = CardTraderSimulator.start(
                SimulatorOptions.builder().blueprints(60).retryAfter(kind).build())) {
            SimulatorClient jobs = new SimulatorClient(other, other.createAccount());
            for (int i = 0; i < 5; i++) {
                Answer answer = jobs.get("/jobs/none");
                if (answer.status() == 429) {
                    return answer.header("Retry-After");
                }
            }
        }
        return "never refused";
    }
}
