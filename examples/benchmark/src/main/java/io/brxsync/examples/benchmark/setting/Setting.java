package io.brxsync.examples.benchmark.setting;

import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.LocalPostgres;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.examples.services.PostgresDatabase;
import io.brxsync.examples.simulator.AccountSpec;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.examples.simulator.SimulatorOptions;
import io.brxsync.port.ApiToken;
import io.brxsync.port.Seller;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A PostgreSQL whose every commit is durable, a Redis, and a simulated CardTrader in this process: what is measured runs in
 * others. Sellers are numbered from 0. For one thread.
 */
public final class Setting implements AutoCloseable {
    private static final long MOST_SIGNIFICANT = 0x4000L;
    private static final long LEAST_SIGNIFICANT = 0x8000_0000_0000_0000L;

    private final LocalPostgres postgres;
    private final LocalRedis redis;
    private final CardTraderSimulator simulator;
    private final String key;
    private final List<SimulatedAccount> accounts = new ArrayList<>();
    private PostgresDatabase database;

    /** Starts them all. */
    public Setting(SimulatorOptions options) {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        this.key = Base64.getUrlEncoder().encodeToString(bytes);
        this.postgres = LocalPostgres.startDurable(Map.of("shared_buffers", "256MB"));
        this.database = postgres.database();
        this.redis = LocalRedis.start();
        this.simulator = CardTraderSimulator.start(options);
    }

    /** A seller's id. */
    public static UUID user(int number) {
        return new UUID(MOST_SIGNIFICANT, LEAST_SIGNIFICANT | number);
    }

    /** Opens accounts until there are so many; each new one gets so many listings. */
    public void accounts(int count, int products) {
        while (accounts.size() < count) {
            accounts.add(simulator.createAccount(AccountSpec.of(products, accounts.size())));
        }
    }

    /** The account of a seller. */
    public SimulatedAccount account(int number) {
        return accounts.get(number);
    }

    /** From now on there is an empty database with the schema, in which all sellers are connected, and an empty Redis. */
    public void begin() {
        redis.command("FLUSHALL");
        database = postgres.freshDatabase();
        try (BrxSync brx = open()) {
            brx.store().migrate();
            for (int number = 0; number < accounts.size(); number++) {
                SimulatedAccount account = accounts.get(number);
                brx.store()
                        .accounts()
                        .connect(new Seller(user(number), ApiToken.of(account.token())), account.sharedSecret());
            }
        }
    }

    /** What a process needs to know to work here. */
    public Map<String, String> environment() {
        return Map.of(
                "DATABASE_URL",
                database.url(),
                "REDIS_URL",
                redis.url(),
                "FERNET_KEY",
                key,
                "CARDTRADER_API_BASE_URL",
                simulator.baseUrl(),
                "DB_TRANSACTION_TIMEOUT",
                "600",
                "LOG_LEVEL",
                "error");
    }

    /** The library, in this process. */
    public BrxSync open() {
        return BrxSync.open(BrxConfig.from(environment()));
    }

    /** The database that is in use. */
    public PostgresDatabase database() {
        return database;
    }

    /** The PostgreSQL. */
    public LocalPostgres postgres() {
        return postgres;
    }

    /** The Redis. */
    public LocalRedis redis() {
        return redis;
    }

    /** The simulated CardTrader. */
    public CardTraderSimulator simulator() {
        return simulator;
    }

    @Override
    public void close() {
        simulator.close();
        redis.close();
        postgres.close();
    }
}
