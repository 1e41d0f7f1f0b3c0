package io.brxsync.examples.benchmark.webhooks;

import io.brxsync.examples.benchmark.Comparison;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Question;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run.sh webhooks}. */
@Command(
        name = "webhooks",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How long does CardTrader wait for the 202 of a webhook, and how long until the row is right, while whole"
                    + " inventories are synced?",
            "One real worker process with 8 threads takes the webhooks and does the syncs; the floor is the same worker with"
                    + " nothing else to do."
        })
public final class WebhooksQuestion extends Question {
    @Option(names = "--users", paramLabel = "N", description = "Sellers whose inventories are synced (default: 20).")
    private int users = 20;

    @Option(names = "--products", paramLabel = "N", description = "Products of each (default: 5000).")
    private int products = 5000;

    @Option(names = "--webhooks", paramLabel = "N", description = "Sales that count, 20 a second (default: 400).")
    private int webhooks = 400;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Sales before them, while the worker has just started (default: 200).")
    private int warmUp = 200;

    @Option(
            names = "--distribution",
            paramLabel = "DIRECTORY",
            description = "The unpacked distribution (default: brx-sync-cli/target/brx-sync).")
    private Path distribution = Path.of("brx-sync-cli/target/brx-sync");

    /** The question with its defaults. */
    public WebhooksQuestion() {
        super("webhooks", 3);
    }

    @Override
    protected List<Comparison.Outcome> ask(int rounds, PrintStream out) throws Exception {
        Comparison comparison = new Comparison(
                "Webhooks beside whole inventories",
                String.format(
                        Locale.ROOT,
                        "%d sales at 20 a second of one seller, after %d to warm up; under load, %d sellers with %d products each are synced"
                                + " again and again",
                        webhooks,
                        warmUp,
                        users,
                        products),
                List.of(
                        new Contender("idle", new WebhookTrial(distribution, 0, products, warmUp, webhooks)),
                        new Contender(
                                "under bulk load", new WebhookTrial(distribution, users, products, warmUp, webhooks))));
        return List.of(comparison.run(rounds, out));
    }
}
