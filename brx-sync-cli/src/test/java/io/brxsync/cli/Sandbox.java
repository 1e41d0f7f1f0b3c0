package io.brxsync.cli;

import io.brxsync.examples.services.PostgresDatabase;
import io.brxsync.examples.services.Services;
import io.brxsync.examples.simulator.AccountSpec;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.store.TokenCipher;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A database, a Redis namespace and a CardTrader of one's own. */
final class Sandbox implements AutoCloseable {
    private final PostgresDatabase database;
    private final String namespace = Services.redis().freshNamespace();
    private final CardTraderSimulator cardTrader = CardTraderSimulator.start();
    private final String key = TokenCipher.generateKey().value();

    Sandbox() {
        this(Services.postgres().freshDatabase());
    }

    /** In a database of a server that may go away. */
    Sandbox(PostgresDatabase database) {
        this.database = database;
    }

    /** With the schema in place. */
    static Sandbox migrated(Path directory) {
        Sandbox sandbox = new Sandbox();
        sandbox.run(directory).run("migrate").exits(0);
        return sandbox;
    }

    Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        variables.put("DATABASE_URL", database.url());
        variables.put("REDIS_URL", Services.redis().url());
        variables.put("BRX_NAMESPACE", namespace);
        variables.put("FERNET_KEY", key);
        variables.put("CARDTRADER_API_BASE_URL", cardTrader.baseUrl());
        // Nothing is made here after its answer was lost: nobody has to wait for that.
        variables.put("CARDTRADER_QUIET_SECONDS", "2");
        return variables;
    }

    Run run(Path directory) {
        return new Run(directory).with(variables());
    }

    CardTraderSimulator cardTrader() {
        return cardTrader;
    }

    String key() {
        return key;
    }

    String namespace() {
        return namespace;
    }

    /** A connected user with so many products on CardTrader. */
    Seller seller(Path directory, int products) {
        SimulatedAccount account = cardTrader.createAccount(AccountSpec.of(products, 7));
        UUID user = UUID.randomUUID();
        run(directory)
                .input(account.token())
                .run("user", "connect", "--user", user.toString(), "--token-stdin")
                .exits(0);
        return new Seller(user, account);
    }

    record Seller(UUID user, SimulatedAccount account) {
        String id() {
            return user.toString();
        }
    }

    long number(String sql, Object... parameters) {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The first column. */
    List<String> texts(String sql) {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    void update(String sql, Object... parameters) {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    long mirrored(UUID user) {
        return number("select count(*) from user_inventory_items where user_id = ? and quantity > 0", user);
    }

    /** Waits until every change is settled and every operation has ended; rows that others wrote as theirs do not count. */
    void awaitQuiet(Duration limit) {
        await("the end of every change and operation", limit, () -> open().isEmpty(), this::open);
    }

    /** The same, for workers that were killed: what they committed and had not handed on would wait for a worker's round. */
    void awaitQuietAndRecover(Path directory, Duration limit) {
        await(
                "the end of every change and operation",
                limit,
                () -> {
                    run(directory).run("recover").exits(0);
                    return open().isEmpty();
                },
                this::open);
    }

    private List<String> open() {
        return texts("select 'change ' || to_json(c) from outbound_changes c"
                + " where settled_at is null union all select concat_ws(' ', operation_type, status, operation_metadata)"
                + " from sync_operations where task is not null and status in ('pending', 'running')");
    }

    /** What did not go out as asked. */
    List<String> changesGoneWrong() {
        return texts("select concat_ws(' ', kind, state, result) from outbound_changes where state <> 'done'");
    }

    /** Waits for something that another thread or process brings about. */
    static void await(String what, Duration limit, BooleanSupplier condition) {
        await(what, limit, condition, () -> "");
    }

    private static void await(String what, Duration limit, BooleanSupplier condition, Supplier<?> state) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("Waited " + limit + " in vain for " + what + " " + state.get());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Override
    public void close() {
        cardTrader.close();
    }
}
