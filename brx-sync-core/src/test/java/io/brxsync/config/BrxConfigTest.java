package io.brxsync.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.brxsync.BrxException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrxConfigTest {
    @Test
    void nothingSetMeansTheDefaultsOfTheContract() {
        BrxConfig config = BrxConfig.from(Map.of());
        assertThat(config.postgres()).isNull();
        assertThat(config.mysql()).isNull();
        assertThat(config.redis().address()).isEqualTo("localhost:6379/0");
        assertThat(config.redis().maxConnections()).isEqualTo(50);
        assertThat(config.redis().namespace()).isEqualTo("brx");
        assertThat(config.cardTrader().baseUrl()).hasToString("https://api.cardtrader.com/api/v2");
        assertThat(config.cardTrader().maxConcurrency()).isEqualTo(8);
        assertThat(config.cardTrader().linger()).hasMillis(100);
        assertThat(config.limits().requests()).isEqualTo(200);
        assertThat(config.limits().window()).hasSeconds(10);
        assertThat(config.limits().jobsPerSecond()).isEqualTo(1);
        assertThat(config.limits().marketplacePerSecond()).isEqualTo(1);
        assertThat(config.fernetKeys()).isEmpty();
        assertThat(config.retention()).isEqualTo(30);
    }

    @Test
    void theMarketplaceMayBeAskedTenTimesASecondByThoseWhoseCardTraderAllowsIt() {
        BrxConfig config = BrxConfig.from(Map.of("RATE_LIMIT_MARKETPLACE_PER_SECOND", "10"));
        assertThat(config.limits().marketplacePerSecond()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://ann:s%40cret@db:5433/brx, ann, s@cret, jdbc:postgresql://db:5433/brx",
        "postgres://ann:a+b@db/brx, ann, a+b, jdbc:postgresql://db:5432/brx",
        "postgresql+asyncpg://ann:pw@db/brx?sslmode=require, ann, pw, jdbc:postgresql://db:5432/brx?sslmode=require",
        "jdbc:postgresql://db/brx?user=ann&password=pw&ssl=true, ann, pw, jdbc:postgresql://db:5432/brx?ssl=true",
        "postgresql://db/brx, , , jdbc:postgresql://db:5432/brx",
        "postgresql://ann@[::1]:5/brx, ann, , jdbc:postgresql://[::1]:5/brx"
    })
    void databaseUrlsComeInManyForms(String url, String user, String password, String jdbcUrl) {
        PostgresConfig config = BrxConfig.from(Map.of("DATABASE_URL", url)).requirePostgres();
        assertThat(config.jdbcUrl()).isEqualTo(jdbcUrl);
        assertThat(config.user()).isEqualTo(user);
        assertThat(config.password()).isEqualTo(password == null ? null : new Secret(password));
        assertThat(config.pool().max()).isEqualTo(150);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DATABASE_URL | mysql://x:hunter2@db/brx",
                "DATABASE_URL | postgresql://ann:hunter2@/brx",
                "DATABASE_URL | postgresql://ann:hunter2%zz@db/brx",
                "DATABASE_URL | postgresql://ann:hunter2@db",
                "DB_POOL_SIZE | 0",
                "DB_POOL_SIZE | many",
                "DB_TRANSACTION_TIMEOUT | -1",
                "REDIS_URL | http://hunter2@redis",
                "REDIS_URL | redis://:hun ter2@redis",
                "REDIS_MAX_CONNECTIONS | 1",
                "BRX_NAMESPACE | a{b}",
                "CARDTRADER_API_BASE_URL | api.cardtrader.com",
                "CARDTRADER_MAX_CONCURRENCY | 0",
                "CARDTRADER_BULK_LINGER_MILLIS | -1",
                "CARDTRADER_BULK_LINGER_MILLIS | 100ms",
                "RATE_LIMIT_REQUESTS | 2e2",
                "RATE_LIMIT_WINDOW_SECONDS | 0",
                "RATE_LIMIT_MARKETPLACE_PER_SECOND | 11",
                "RATE_LIMIT_MARKETPLACE_PER_SECOND | 0",
                "OPERATIONS_RETENTION_DAYS | 0"
            })
    void badValuesAreRefusedByNameAndWithoutSecrets(String name, String value) {
        BrxException refused = catchThrowableOfType(BrxException.class, () -> BrxConfig.from(Map.of(name, value)));
        assertThat(refused.kind()).isEqualTo(BrxException.Kind.CONFIGURATION);
        assertThat(refused.getMessage()).startsWith(name).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MYSQL_USER", "MYSQL_DATABASE"})
    void aCatalogueNeedsItsLogin(String missing) {
        Map<String, String> variables = new java.util.HashMap<>(
                Map.of("MYSQL_HOST", "m", "MYSQL_USER", "u", "MYSQL_PASSWORD", "p", "MYSQL_DATABASE", "d"));
        assertThat(BrxConfig.from(variables).mysql().tables()).hasSize(4);
        variables.remove(missing);
        assertThat(catchThrowableOfType(BrxException.class, () -> BrxConfig.from(variables)))
                .hasMessageContaining(missing);
    }

    @Test
    void emptyCountsAsUnset() {
        assertThat(BrxConfig.from(Map.of("MYSQL_HOST", " ", "REDIS_URL", "")).mysql())
                .isNull();
    }

    @Test
    void aMissingDatabaseIsNamed() {
        assertThat(catchThrowableOfType(
                        BrxException.class, () -> BrxConfig.from(Map.of()).requirePostgres()))
                .hasMessageContaining("DATABASE_URL");
    }

    @Test
    void noSecretIsEverPrinted() {
        BrxConfig config = BrxConfig.from(Map.of(
                "DATABASE_URL", "postgresql://ann:hunter2@db/brx",
                "REDIS_URL", "redis://:hunter2@redis:1/2",
                "MYSQL_HOST", "m",
                "MYSQL_USER", "u",
                "MYSQL_PASSWORD", "hunter2",
                "MYSQL_DATABASE", "d",
                "FERNET_KEY", "hunter2key,hunter2other"));
        assertThat(config.toString()).doesNotContain("hunter2");
        assertThat(config.summary().toString()).doesNotContain("hunter2").contains("redis:1/2", "db:5432/brx");
        assertThat(config.fernetKeys()).hasSize(2);
    }
}
