package io.brxsync.store;

import io.brxsync.BrxException;
import io.brxsync.config.PostgresConfig;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateOutput;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Creates or adopts the schema with Flyway. Its history is a table of our own, beside whatever else the database holds.
 * Several processes may migrate at once: Flyway's lock lets one after the other.
 */
final class Migrations {
    static final String HISTORY = "brx_schema_history";

    /** The newest script under {@code db/migration/brx}. */
    static final int NEWEST = 3;

    private static final String UNIQUE_VIOLATION = "23505";

    private final SqlErrors errors;

    Migrations(SqlErrors errors) {
        this.errors = errors;
    }

    /** Connections outside of any pool: building an index may take longer than pooled work is allowed to. */
    static DataSource unlimited(PostgresConfig config) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(config.jdbcUrl());
        source.setUser(config.user());
        source.setPassword(config.password() == null ? null : config.password().value());
        source.setApplicationName("brx-sync migrate");
        source.setLogServerErrorDetail(false);
        return source;
    }

    /** Applies what is missing, and says what that was. */
    List<String> apply(DataSource database) {
        return errors.translating(() -> {
            refuseWithoutRights(database);
            try {
                return flyway(database).migrate().migrations.stream()
                        .map(Migrations::label)
                        .toList();
            } catch (FlywayException e) {
                throw explained(e, errors.translated(e));
            }
        });
    }

    /** Flyway would try for ten seconds before it says so. */
    private static void refuseWithoutRights(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(Sql.of(Migrations.class, "may_migrate"))) {
            if (!row.next() || !row.getBoolean(1)) {
                throw BrxException.configuration("This role may not create tables in schema '" + connection.getSchema()
                        + "'; grant it, or migrate as the owner of the tables");
            }
        }
    }

    private static Flyway flyway(DataSource database) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:db/migration/brx")
                .failOnMissingLocations(true)
                .table(HISTORY)
                // A database that the Python service filled begins at version 0 and gets every script.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .loggers("slf4j")
                .load();
    }

    private static String label(MigrateOutput migration) {
        return migration.version + " " + migration.description;
    }

    /** What is no server's error is a history that does not fit these scripts. */
    private static RuntimeException explained(FlywayException thrown, RuntimeException translated) {
        if (translated == thrown) {
            return configuration("The schema history in " + HISTORY + " does not fit this build", thrown);
        }
        if (translated.getCause() instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState())) {
            return configuration("Existing rows break a unique key; remove the duplicates, then migrate again", sql);
        }
        return translated;
    }

    private static BrxException configuration(String message, Exception cause) {
        String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
        return BrxException.of(BrxException.Kind.CONFIGURATION, message + ": " + reason, cause);
    }
}
