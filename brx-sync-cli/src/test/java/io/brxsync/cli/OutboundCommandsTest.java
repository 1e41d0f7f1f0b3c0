package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.simulator.Product;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What an operator sees of changes on their way out. */
class OutboundCommandsTest {
    @TempDir
    Path directory;

    private Sandbox sandbox;
    private Sandbox.Seller seller;
    private Product product;

    /** A sale of what CardTrader has just sold itself. */
    @BeforeEach
    void sellTwice() throws Exception {
        sandbox = Sandbox.migrated(directory);
        seller = sandbox.seller(directory, 10);
        run().run("resync", "--user", seller.id(), "--inline").exits(0);
        product = seller.account().inventory().list().get(0);
        seller.account().inventory().remove(product.id());
        run().run(
                        "enqueue",
                        "adjust_stock",
                        "--user",
                        seller.id(),
                        "--json",
                        "{\"external_stock_id\":\"" + product.id() + "\",\"delta\":-1,\"key\":\"till 4\"}")
                .exits(0);
        Run worker = run();
        CompletableFuture<Run.Result> end = worker.start("worker", "-c", "1", "-q", "high-priority");
        Sandbox.await(
                "the sale to be in review",
                Duration.ofSeconds(60),
                () -> sandbox.number("select count(*) from outbound_changes where state = 'review'") == 1);
        worker.signals().raise(Signals.TERM);
        end.get(60, TimeUnit.SECONDS).exits(0);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Run run() {
        return sandbox.run(directory);
    }

    private JsonNode listed(String... more) {
        String[] command = new String[5 + more.length];
        System.arraycopy(new String[] {"outbound", "list", "--user", seller.id(), "--json"}, 0, command, 0, 5);
        System.arraycopy(more, 0, command, 5, more.length);
        return JsonAnswers.of(run().run(command).exits(0)).get("changes");
    }

    @Test
    void whatNeedsSomebodyIsShown() {
        run().run("outbound", "list", "--user", seller.id())
                .exits(0)
                .prints("adjust", "review", "till 4", Long.toString(product.id()), "no such product");
        JsonNode change = listed("--state", "review").get(0);
        assertThat(change.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "user",
                        "kind",
                        "product",
                        "blueprint_id",
                        "reference",
                        "state",
                        "result",
                        "change",
                        "job",
                        "operation",
                        "created_at",
                        "sent_at",
                        "settled_at");
        assertThat(change.at("/change/delta").asInt()).isEqualTo(-1);
        assertThat(listed("--state", "done", "--state", "pending")).isEmpty();
        run().run("status", "--user", seller.id()).exits(0).prints("outbound   0 waiting", "1 to review", "till 4");
        assertThat(JsonAnswers.of(run().run("status", "--user", seller.id(), "--json"))
                        .at("/outbound/review")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void anOperatorSettlesItOnce() {
        String id = listed().get(0).get("id").asString();
        run().run("outbound", "settle", id).exits(2).complains("--as");
        run().run("outbound", "settle", id, "--as", "perhaps").exits(2).complains("--as");
        run().run("outbound", "settle", id, "--as", "refused").exits(0).prints("Settled change " + id);
        JsonNode settled = listed().get(0);
        assertThat(settled.get("state").asString()).isEqualTo("refused");
        assertThat(settled.get("result").asString()).contains("no such product").contains("by an operator");
        run().run("outbound", "settle", id, "--as", "done").exits(1).complains("refused");
        run().run("outbound", "settle", "999999", "--as", "done").exits(1).complains("999999");
    }
}
