package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Gate;
import io.brxsync.task.SyncTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of the documentation, from a worker that syncs sellers of the simulator for a few minutes:
 * {@code mvn -pl brx-sync-cli -am test -Pbrowser -Dtest=DashboardPictures -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("browser")
class DashboardPictures {
    private static final Path PICTURES = Path.of("src", "docs");
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("brx.pictures.seconds", 150));

    @TempDir
    Path directory;

    @TempDir
    Path profile;

    @Test
    void takesThem() throws Exception {
        try (DashboardScene scene = new DashboardScene(directory);
                Browser browser = Browser.start(profile)) {
            Sandbox sandbox = scene.sandbox();
            List<Sandbox.Seller> sellers = new ArrayList<>();
            for (int i = 0; i < 14; i++) {
                sellers.add(sandbox.seller(directory, 400 + 150 * i));
            }
            scene.bury(
                    "CardTrader refuses the change: price_cents must be greater than 0",
                    "User is not connected; 'brx-sync user connect' connects them",
                    "The blueprint of this product has no editable property 'foil'");
            scene.user(
                    UUID.fromString("5f2c7a90-6f0e-4f6c-9d0b-0a6f1f3c2e11"),
                    "error",
                    "CardTrader refuses this user's token; 'brx-sync user connect' gives them a new one");
            Run worker = sandbox.run(directory).with("DASHBOARD_ADMIN_TOKEN", DashboardScene.TOKEN);
            CompletableFuture<Run.Result> end = worker.start("worker", "-c", "6", "-q", "high-priority,bulk-sync");
            Run second = sandbox.run(directory);
            CompletableFuture<Run.Result> secondEnd = second.start("worker", "-c", "4", "-q", "bulk-sync,default");
            DashboardScene.Board board = scene.withToken();
            browser.width(1400, 1000);
            browser.open(board.url());
            browser.click("#unlock");
            browser.type("#token", DashboardScene.TOKEN + "\n");
            load(scene, sellers);

            Gate slow = sandbox.cardTrader()
                    .faults()
                    .hold(Gate.midBody(10_000), FaultMatch.of("GET", "/products/export"), 5);
            sandbox.run(directory).run("resync", "--all").exits(0);
            assertThat(slow.awaitArrivals(3, Duration.ofSeconds(60))).isTrue();
            browser.awaitText("#user-rows", "%");
            Sandbox.await("all that runs", Duration.ofSeconds(20), () -> browser.count("#worker-cards .what") >= 3);
            take(browser, "body", 1180, "dashboard.png");
            take(browser, "#dead", 500, "dashboard-dead.png");
            browser.width(360, 800);
            take(browser, "body", 1500, "dashboard-phone.png");
            slow.release();
            worker.signals().raise(Signals.TERM);
            second.signals().raise(Signals.TERM);
            end.get(60, TimeUnit.SECONDS);
            secondEnd.get(60, TimeUnit.SECONDS);
        }
    }

    /** Bursts of edits, sales and syncs, as a day brings them. */
    private static void load(DashboardScene scene, List<Sandbox.Seller> sellers) {
        Random random = new Random(7);
        long begin = System.nanoTime();
        long[] next = {begin};
        Sandbox.await("the load", LENGTH.plusSeconds(60), () -> {
            long now = System.nanoTime();
            if (now >= next[0]) {
                next[0] = now + TimeUnit.MILLISECONDS.toNanos(400 + random.nextInt(2500));
                int many = 1 + random.nextInt(sellers.size());
                sellers.subList(0, many).forEach(seller -> {
                    scene.brx().enqueue(new SyncTask.PeriodicSync(seller.user()));
                    scene.brx().enqueue(new SyncTask.PollOrders(seller.user()));
                });
            }
            return now - begin > LENGTH.toNanos();
        });
    }

    private static void take(Browser browser, String selector, int height, String name) throws IOException {
        Files.createDirectories(PICTURES);
        byte[] picture = Base64.getDecoder().decode(browser.picture(selector, height));
        Files.write(PICTURES.resolve(name), picture);
    }
}
