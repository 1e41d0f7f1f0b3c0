package io.brxsync.store;

import io.brxsync.BrxException;
import io.brxsync.config.PostgresConfig;
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
    static final int NEWEST = 2;

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
            try {
                return flyway(database).migrate().migrations.stream()
                        .map(Migrations::label)
                        .toList();
            } catch (FlywayException e) {
                RuntimeException translated = errors.translated(e);
                // What is no server's error is a history that does not fit these scripts.
                throw translated == e ? unfitting(e) : translated;
            }
        });
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

    private static BrxException unfitting(FlywayException e) {
        return BrxException.of(
                BrxException.Kind.CONFIGURATION,
                "The schema history in " + HISTORY + " does not fit this build: "
                        + e.getMessage().lines().findFirst().orElse("unknown reason"),
                e);
    }
}
