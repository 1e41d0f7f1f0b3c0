package io.brxsync.examples.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalPostgresTest {
    @Test
    void startsFastAndForgetful() throws SQLException {
        try (LocalPostgres postgres = LocalPostgres.start(Map.of("TimeZone", "Asia/Colombo"))) {
            PostgresDatabase database = postgres.database();
            assertThat(database.url()).isEqualTo("postgresql://postgres@127.0.0.1:" + database.port() + "/postgres");
            assertThat(query(database, "SHOW server_version")).startsWith("18.");
            assertThat(query(database, "SHOW fsync")).isEqualTo("off");
            assertThat(query(database, "SHOW synchronous_commit")).isEqualTo("off");
            assertThat(query(database, "SHOW full_page_writes")).isEqualTo("off");
            assertThat(query(database, "SHOW max_connections")).isEqualTo("200");
            assertThat(query(database, "SHOW shared_buffers")).isEqualTo("128MB");
            assertThat(query(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(database, "SELECT current_setting('server_encoding')"))
                    .isEqualTo("UTF8");
            assertThat(query(database, "SELECT upper('æther')")).isEqualTo("ÆTHER");
        }
    }

    @Test
    void keepsDurableDefaultsWhenAsked() throws SQLException {
        try (LocalPostgres postgres = LocalPostgres.startDurable(Map.of())) {
            assertThat(query(postgres.database(), "SHOW fsync")).isEqualTo("on");
            assertThat(query(postgres.database(), "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(postgres.database(), "SHOW full_page_writes")).isEqualTo("on");
        }
    }

    @Test
    void stopsCrashesAndComesBackWithItsData() throws SQLException {
        try (LocalPostgres postgres = LocalPostgres.start()) {
            PostgresDatabase database = postgres.freshDatabase();
            run(database, "CREATE TABLE card(id int)");
            run(database, "INSERT INTO card VALUES (1)");
            postgres.restart();
            assertThat(query(database, "SELECT count(*) FROM card")).isEqualTo("1");
            run(database, "INSERT INTO card VALUES (2)");
            run(database, "CHECKPOINT");
            postgres.kill();
            assertThat(postgres.isRunning()).isFalse();
            assertThatThrownBy(() -> query(database, "SELECT 1")).isInstanceOf(SQLException.class);
            postgres.startAgain();
            assertThat(query(database, "SELECT count(*) FROM card")).isEqualTo("2");
            postgres.stop();
            postgres.stop();
            assertThatThrownBy(() -> query(database, "SELECT 1")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void stopEndsOpenSessionsAndLeavesNothingBehind() throws SQLException {
        LocalPostgres postgres = LocalPostgres.start();
        long pid = postgres.pid();
        try (Connection session = postgres.database().connect()) {
            assertThat(session.isValid(5)).isTrue();
            postgres.close();
            assertThat(session.isValid(5)).isFalse();
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    @Test
    void freshDatabasesAreApart() throws SQLException {
        Postgres postgres = Services.postgres();
        assertThat(Services.postgres()).isSameAs(postgres);
        PostgresDatabase one = postgres.freshDatabase();
        PostgresDatabase two = postgres.freshDatabase();
        run(one, "CREATE TABLE card(id int)");
        assertThat(query(two, "SELECT count(*) FROM pg_tables WHERE tablename = 'card'"))
                .isEqualTo("0");
        assertThatThrownBy(() -> postgres.createDatabase("x\"; DROP TABLE card"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesABadSettingWithTheServersWords() {
        assertThatThrownBy(() -> LocalPostgres.start(Map.of("shared_buffers", "plenty")))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("shared_buffers");
    }

    @Test
    void readsUrlsWithoutEverShowingTheirPassword() {
        PostgresDatabase database =
                PostgresDatabase.parse("postgresql://us%40er:p%2Fw@host:1234/cards?sslmode=require");
        assertThat(database).isEqualTo(new PostgresDatabase("host", 1234, "cards", "us@er", "p/w", "sslmode=require"));
        assertThat(database.url()).isEqualTo("postgresql://us%40er:p%2Fw@host:1234/cards?sslmode=require");
        assertThat(database.jdbcUrl())
                .isEqualTo("jdbc:postgresql://host:1234/cards?user=us%40er&password=p%2Fw&sslmode=require");
        assertThat(database.toString()).isEqualTo("host:1234/cards");
        assertThatThrownBy(() -> PostgresDatabase.parse("mysql://u:secret@host/cards"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    static void run(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String query(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
