package io.brxsync.examples.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JobsTest {
    private final CardTraderSimulator simulator = CardTraderSimulator.start(SimulatorOptions.builder()
            .jobTiming(JobTiming.byHand())
            .rateLimit(RateClass.JOBS, new RateLimit(1_000, Duration.ofSeconds(1)))
            .build());
    private final SimulatedAccount account = simulator.createAccount();
    private final SimulatorClient client = new SimulatorClient(simulator, account);
    private final int blueprint = simulator.blueprints().blueprints().get(0).id();

    @AfterEach
    void stop() {
        simulator.close();
    }

    private String submit(String kind, String items) {
        return client.post("/products/bulk_" + kind, "{\"products\":[" + items + "]}")
                .json()
                .path("job")
                .asString();
    }

    private JsonNode job(String uuid) {
        return client.get("/jobs/" + uuid).json();
    }

    private String creations(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"blueprint_id\":" + blueprint + ",\"price\":" + (i + 1) + ",\"quantity\":1}")
                .collect(Collectors.joining(","));
    }

    @Test
    void aJobIsPendingThenHalfDoneThenCompleted() {
        String uuid = submit("create", creations(20));
        JsonNode pending = job(uuid);
        assertThat(pending.path("state").asString()).isEqualTo("pending");
        assertThat(pending.path("spawned_children").isNull()).isTrue();
        assertThat(account.inventory().size()).isZero();
        assertThat(account.jobs().unfinished()).isEqualTo(1);

        account.jobs().step();
        JsonNode running = job(uuid);
        assertThat(running.path("state").asString()).isEqualTo("running");
        assertThat(running.path("results").size()).isEqualTo(10);
        assertThat(running.path("stats").path("pending").asInt()).isEqualTo(10);
        assertThat(account.inventory().size()).isEqualTo(10);

        account.jobs().completeAll();
        JsonNode completed = job(uuid);
        assertThat(completed.path("state").asString()).isEqualTo("completed");
        assertThat(completed.path("stats").path("ok").asInt()).isEqualTo(20);
        assertThat(completed.path("stats").has("pending")).isFalse();
        assertThat(account.inventory().size()).isEqualTo(20);
        List<Integer> indices = new ArrayList<>();
        completed.path("results").forEach(r -> {
            indices.add(r.path("job_index").asInt());
            Product product =
                    account.inventory().find(r.path("product_id").asLong()).orElseThrow();
            assertThat(product.priceCents()).isEqualTo((r.path("job_index").asInt() + 1) * 100);
        });
        assertThat(indices).hasSize(20).doesNotHaveDuplicates();
        assertThat(indices).isNotEqualTo(indices.stream().sorted().toList());
    }

    @Test
    void completedDoesNotMeanThatAllIsWell() {
        Product product = account.inventory().put(ProductSpec.of(blueprint).quantity(3));
        String uuid = submit(
                "update",
                "{\"id\":" + product.id() + ",\"quantity\":7},{\"id\":1,\"quantity\":7},{\"id\":" + product.id()
                        + ",\"properties\":{\"foil\":false}},{\"id\":" + product.id()
                        + ",\"error_mode\":\"strict\",\"properties\":{\"condition\":\"Bad\"}}");
        account.jobs().completeAll();
        JsonNode job = job(uuid);
        assertThat(job.path("stats").toString()).isEqualTo("{\"ok\":1,\"warning\":1,\"error\":2}");
        for (JsonNode result : job.path("results")) {
            boolean error = result.path("result").asString().equals("error");
            assertThat(result.has("product_id")).isEqualTo(!error);
            assertThat(result.has("errors")).isEqualTo(error);
            assertThat(result.has("warnings"))
                    .isEqualTo(result.path("result").asString().equals("warning"));
        }
        assertThat(account.inventory().find(product.id()).orElseThrow().quantity())
                .isEqualTo(7);
    }

    @Test
    void destroyingAndRefusing() {
        Product product = account.inventory().put(ProductSpec.of(blueprint));
        String uuid = submit("destroy", "{\"id\":" + product.id() + "}");
        account.jobs().completeAll();
        assertThat(account.inventory().size()).isZero();
        assertThat(job(uuid).path("stats").path("ok").asInt()).isEqualTo(1);

        account.jobs().nextUnprocessable(1);
        String refused = submit("create", creations(2));
        account.jobs().completeAll();
        assertThat(job(refused).path("state").asString()).isEqualTo("unprocessable");
        assertThat(account.inventory().size()).isZero();
        assertThat(account.jobs().submitted()).isEqualTo(2);
    }

    @Test
    void anUnknownJobIsNoError() {
        SimulatorClient.Answer answer = client.get("/jobs/00000000-0000-0000-0000-000000000000");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("state").asString()).isEqualTo("unknown");
        assertThat(answer.json().path("uuid").isNull()).isTrue();
        String uuid = submit("create", creations(1));
        SimulatorClient stranger = new SimulatorClient(simulator, simulator.createAccount());
        assertThat(stranger.get("/jobs/" + uuid).json().path("state").asString())
                .isEqualTo("unknown");
    }

    @Test
    void aBulkRequestNeedsProductsAndNotTooMany() {
        assertThat(client.post("/products/bulk_create", "{}").status()).isEqualTo(422);
        assertThat(client.post("/products/bulk_create", "{\"products\":[]}").status())
                .isEqualTo(422);
        assertThat(client.post("/products/bulk_create", "{\"products\":[" + creations(1_001) + "]}")
                        .status())
                .isEqualTo(422);
        assertThat(account.jobs().submitted()).isZero();
    }

    @Test
    void timedJobsFinishByThemselves() {
        try (CardTraderSimulator timed = CardTraderSimulator.start(SimulatorOptions.builder()
                .jobTiming(JobTiming.timed(Duration.ofMillis(5), Duration.ofMillis(5)))
                .rateLimit(RateClass.JOBS, new RateLimit(100_000, Duration.ofSeconds(1)))
                .rateLimit(RateClass.ALL, new RateLimit(100_000, Duration.ofSeconds(1)))
                .build())) {
            SimulatedAccount seller = timed.createAccount();
            SimulatorClient writer = new SimulatorClient(timed, seller);
            String uuid = writer.post("/products/bulk_create", "{\"products\":[" + creations(4) + "]}")
                    .json()
                    .path("job")
                    .asString();
            long deadline = System.nanoTime() + 20_000_000_000L;
            String state = "";
            while (!state.equals("completed") && System.nanoTime() < deadline) {
                state = writer.get("/jobs/" + uuid).json().path("state").asString();
            }
            assertThat(state).isEqualTo("completed");
            assertThat(seller.inventory().size()).isEqualTo(4);
        }
    }
}
