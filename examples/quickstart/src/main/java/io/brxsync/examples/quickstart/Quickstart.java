package io.brxsync.examples.quickstart;

import io.brxsync.examples.services.LocalMariaDb;
import io.brxsync.examples.services.LocalPostgres;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.examples.simulator.AccountSpec;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.SimulatedAccount;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The program behind {@code run.sh}. Exit code 0 only if in the end every row equals its listing. */
@Command(
        name = "examples/quickstart/run.sh",
        mixinStandardHelpOptions = true,
        description = "Runs brx-sync against embedded servers and a simulated CardTrader, and proves the result.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:database and simulator are equal", "1:they are not, or a command failed", "2:wrong usage"})
public final class Quickstart implements Callable<Integer> {
    @Parameters(index = "0", defaultValue = "20", description = "sellers (default: ${DEFAULT-VALUE})")
    private int users;

    @Parameters(index = "1", defaultValue = "500", description = "products of each (default: ${DEFAULT-VALUE})")
    private int products;

    @Option(
            names = "--with-catalog",
            description = "also start MariaDB with a blueprint catalogue that lacks some cards")
    private boolean withCatalog;

    @Option(names = "--distribution", required = true, hidden = true)
    private Path distribution;

    private final Report report = new Report();

    public static void main(String[] args) {
        System.exit(new CommandLine(new Quickstart()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (users < 1 || users > 5000 || products < 1 || products > 300_000) {
            System.err.println("quickstart: 1 to 5,000 sellers and 1 to 300,000 products of each, please");
            return CommandLine.ExitCode.USAGE;
        }
        report.step("Starting PostgreSQL, Redis" + (withCatalog ? ", MariaDB" : "") + " and a simulated CardTrader");
        try (LocalPostgres postgres = LocalPostgres.start();
                LocalRedis redis = LocalRedis.start();
                CardTraderSimulator simulator = CardTraderSimulator.start();
                @Nullable LocalMariaDb mariaDb = withCatalog ? LocalMariaDb.start() : null) {
            BlueprintCatalog catalog = BlueprintCatalog.seed(mariaDb, simulator.blueprints());
            BrxSync brx = new BrxSync(distribution, environment(postgres, redis, simulator, mariaDb));
            return run(brx, simulator, catalog, postgres);
        }
    }

    private int run(BrxSync brx, CardTraderSimulator simulator, BlueprintCatalog catalog, LocalPostgres postgres)
            throws Exception {
        Map<UUID, SimulatedAccount> sellers = new LinkedHashMap<>();
        for (int i = 0; i < users; i++) {
            sellers.put(UUID.randomUUID(), simulator.createAccount(AccountSpec.of(products, 1000 + i)));
        }
        brx.useKey(brx.output("keygen").strip());
        report.step("brx-sync migrate");
        brx.run("migrate");
        report.step("brx-sync user connect, " + users + " times");
        Duration connecting = brx.connectAll(sellers);
        report.say(users + " sellers connected in " + Report.seconds(connecting));
        int port = freePort();
        report.step("brx-sync worker -c 8 -q high-priority,bulk-sync,default --http-port " + port + " --webhooks");
        sellers.forEach((user, account) -> account.setWebhookUrl("http://127.0.0.1:" + port + "/webhooks/" + user));
        Proof proof = new Proof(postgres.database(), sellers, catalog);
        try (BrxSync.Worker worker = brx.startWorker(port)) {
            Round first = round(brx, simulator, "first sync");
            report.step("Sellers edit, sell out and list anew on CardTrader");
            report.say(new SellersAtWork(2026).edit(sellers.values()));
            Round second = round(brx, simulator, "after edits");
            sellBothWays(brx, sellers, postgres, catalog);
            report.step("brx-sync status");
            brx.run("status");
            report.step("Draining the worker");
            worker.stop();
            return conclude(List.of(first, second), proof, simulator);
        }
    }

    /** Sold here, known there: each sale alone, so that its way can be timed. */
    private void sellBothWays(
            BrxSync commands, Map<UUID, SimulatedAccount> sellers, LocalPostgres postgres, BlueprintCatalog catalog)
            throws Exception {
        try (io.brxsync.BrxSync brx = io.brxsync.BrxSync.open(commands.config())) {
            SalesBothWays sales = new SalesBothWays(sellers, postgres.database(), catalog, brx);
            report.step("Cards are sold on CardTrader: from the sale, by webhook, to the changed row");
            report.say(Report.latencies(sales.onCardTrader()));
            report.step("Cards are sold in the own shop: from the library's adjustStock to the changed listing");
            report.say(Report.latencies(sales.inTheOwnShop()));
        }
        commands.run("history", "--user", sellers.keySet().iterator().next().toString(), "--limit", "3");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Round round(BrxSync brx, CardTraderSimulator simulator, String name) throws Exception {
        report.step("brx-sync resync --all --wait (" + name + ")");
        long requests = simulator.requests().total();
        long begin = System.nanoTime();
        brx.run("resync", "--all", "--wait");
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        long rows = simulator.accounts().stream()
                .mapToLong(account -> account.inventory().size())
                .sum();
        return new Round(name, rows, took, simulator.requests().total() - requests);
    }

    /** One resync of everybody. */
    private record Round(String name, long rows, Duration took, long requests) {}

    private int conclude(List<Round> rounds, Proof proof, CardTraderSimulator simulator) throws Exception {
        List<String> differences = proof.differences();
        long violations = simulator.violations().total();
        report.step("Result");
        List<String[]> table = new ArrayList<>();
        table.add(new String[] {"round", "products", "seconds", "rows/s", "requests"});
        for (Round round : rounds) {
            double seconds = round.took().toMillis() / 1000.0;
            table.add(new String[] {
                round.name(),
                Report.number(round.rows()),
                Report.seconds(round.took()),
                Report.number(Math.round(round.rows() / seconds)),
                Report.number(round.requests())
            });
        }
        report.table(table);
        report.say("limit violations = " + violations);
        report.say("differences      = " + differences.size() + " of " + Report.number(proof.compared()) + " listings");
        differences.stream().limit(10).forEach(line -> report.say("  " + line));
        boolean proven = differences.isEmpty() && violations == 0;
        report.say(proven ? "The database equals CardTrader." : "The database does NOT equal CardTrader.");
        return proven ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static Map<String, String> environment(
            LocalPostgres postgres, LocalRedis redis, CardTraderSimulator simulator, @Nullable LocalMariaDb mariaDb) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DATABASE_URL", postgres.database().url());
        environment.put("REDIS_URL", redis.url());
        environment.put("CARDTRADER_API_BASE_URL", simulator.baseUrl());
        environment.put("LOG_LEVEL", "warn");
        if (mariaDb != null) {
            environment.put("MYSQL_HOST", mariaDb.database().host());
            environment.put("MYSQL_PORT", Integer.toString(mariaDb.database().port()));
            environment.put("MYSQL_USER", mariaDb.database().user());
            environment.put("MYSQL_PASSWORD", mariaDb.database().password());
            environment.put("MYSQL_DATABASE", mariaDb.database().name());
        }
        return environment;
    }
}
