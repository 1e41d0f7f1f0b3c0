package io.brxsync.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.config.MySqlConfig;
import io.brxsync.config.PoolConfig;
import io.brxsync.config.PostgresConfig;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlErrorsTest {
    private static final PoolConfig POOL = new PoolConfig(1, 0);

    private final SqlErrors postgres = new SqlErrors(Server.postgres(
            PostgresConfig.parse("postgresql://u:hidden@db.internal:5433/cards", POOL, Duration.ofSeconds(30))));
    private final SqlErrors mysql = new SqlErrors(
            Server.mysql(new MySqlConfig("maria", 3307, "u", null, "catalog", MySqlConfig.DEFAULT_TABLES, POOL)));

    @ParameterizedTest
    @CsvSource({
        "28P01, CONFIGURATION, DATABASE_URL",
        "28000, CONFIGURATION, DATABASE_URL",
        "3D000, CONFIGURATION, DATABASE_URL",
        "42P01, CONFIGURATION, brx-sync migrate",
        "42703, CONFIGURATION, brx-sync migrate",
        "42704, CONFIGURATION, brx-sync migrate",
        "3F000, CONFIGURATION, brx-sync migrate",
        "42501, CONFIGURATION, denies a right",
        "40001, RETRYABLE, gave up",
        "40P01, RETRYABLE, gave up",
        "55P03, RETRYABLE, lock",
        "57014, RETRYABLE, DB_TRANSACTION_TIMEOUT",
        "25P03, RETRYABLE, DB_TRANSACTION_TIMEOUT",
        "25P04, RETRYABLE, DB_TRANSACTION_TIMEOUT",
        "25006, UNAVAILABLE, read-only",
        "08001, UNAVAILABLE, out of reach",
        "08006, UNAVAILABLE, out of reach",
        "57P01, UNAVAILABLE, ended the session",
        "57P03, UNAVAILABLE, starting",
        "53300, UNAVAILABLE, DB_POOL_SIZE",
        "53100, UNAVAILABLE, short of",
        "58030, UNAVAILABLE, system error",
        "23505, BUG, SQLSTATE 23505",
        "42601, BUG, SQLSTATE 42601",
        ", BUG, SQLSTATE null",
    })
    void postgresIsUnderstood(String state, Kind kind, String words) {
        SQLException cause = new SQLException("secret detail", state);

        assertThat(postgres.translated(new IllegalStateException(cause)))
                .isInstanceOfSatisfying(BrxException.class, e -> {
                    assertThat(e.kind()).isEqualTo(kind);
                    assertThat(e)
                            .hasMessageContaining("PostgreSQL at db.internal:5433/cards")
                            .hasMessageContaining(words)
                            .hasMessageNotContaining("secret")
                            .hasMessageNotContaining("hidden")
                            .hasCause(cause);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "28000, 1045, CONFIGURATION, MYSQL_PASSWORD",
        "42000, 1049, CONFIGURATION, MYSQL_DATABASE",
        "42000, 1044, CONFIGURATION, MYSQL_DATABASE",
        "42000, 1142, CONFIGURATION, denies a right",
        "42S02, 1146, CONFIGURATION, MYSQL_CATALOG_TABLES",
        "42S22, 1054, CONFIGURATION, MYSQL_CATALOG_TABLES",
        "08S01, 0, UNAVAILABLE, out of reach",
        "08004, 1040, UNAVAILABLE, takes no more connections",
        "40001, 1213, RETRYABLE, gave up",
        "70100, 1317, RETRYABLE, cancelled",
        "42000, 1064, BUG, error 1064",
    })
    void mysqlIsUnderstood(String state, int error, Kind kind, String words) {
        assertThat(mysql.translated(new SQLException("x", state, error)))
                .isInstanceOfSatisfying(BrxException.class, e -> {
                    assertThat(e.kind()).isEqualTo(kind);
                    assertThat(e)
                            .hasMessageContaining("MySQL at maria:3307/catalog")
                            .hasMessageContaining(words);
                });
    }

    @Test
    void anExhaustedPoolIsToldFromAServerOutOfReach() {
        SQLException refused = new SQLException("refused", "08001");

        assertThat(kindAndMessage(new SQLTransientConnectionException("timed out")))
                .containsExactly(
                        "UNAVAILABLE",
                        "All pooled connections to PostgreSQL at db.internal:5433/cards are in use; raise DB_POOL_SIZE and"
                                + " DB_MAX_OVERFLOW, or lower the number of threads");
        assertThat(kindAndMessage(new SQLTransientConnectionException("timed out", "08001", refused)))
                .containsExactly("UNAVAILABLE", "PostgreSQL at db.internal:5433/cards is out of reach");
        assertThat(kindAndMessage(new SQLException("interrupted", new InterruptedException())))
                .containsExactly("UNAVAILABLE", "Interrupted while waiting for PostgreSQL at db.internal:5433/cards");
    }

    @Test
    void whatIsNoSqlErrorPasses() {
        RuntimeException other = new IllegalArgumentException("other");
        BrxException known = BrxException.configuration("known");

        assertThat(postgres.translated(other)).isSameAs(other);
        assertThat(postgres.translated(known)).isSameAs(known);
    }

    private List<String> kindAndMessage(SQLException thrown) {
        BrxException e = (BrxException) postgres.translated(thrown);
        return List.of(e.kind().name(), String.valueOf(e.getMessage()));
    }
}
