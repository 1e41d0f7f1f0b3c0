package io.brxsync.examples.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class LocalMariaDbTest {
    @Test
    void answersTheMySqlDriverAndKeepsItsData() throws SQLException {
        long pid;
        try (LocalMariaDb mariaDb = LocalMariaDb.start()) {
            MariaDbDatabase catalog = mariaDb.database();
            assertThat(query(catalog, "SELECT version()")).startsWith(Binaries.version("mariadb"));
            assertThat(query(catalog, "SELECT @@bind_address")).isEqualTo("127.0.0.1");
            run(catalog, "CREATE TABLE card(name varchar(20) PRIMARY KEY)");
            run(catalog, "INSERT INTO card VALUES ('Æther 🂡')");
            mariaDb.restart();
            assertThat(query(catalog, "SELECT name FROM card")).isEqualTo("Æther 🂡");
            mariaDb.kill();
            assertThat(mariaDb.isRunning()).isFalse();
            assertThatThrownBy(() -> query(catalog, "SELECT 1")).isInstanceOf(SQLException.class);
            mariaDb.startAgain();
            assertThat(query(catalog, "SELECT count(*) FROM card")).isEqualTo("1");

            MariaDbDatabase other = mariaDb.freshDatabase();
            assertThatThrownBy(() -> query(other, "SELECT count(*) FROM card")).isInstanceOf(SQLException.class);

            pid = mariaDb.pid();
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    @Test
    void readsUrlsWithoutEverShowingTheirPassword() {
        MariaDbDatabase database = MariaDbDatabase.parse("mysql://us%40er:p%2Fw@host/cards");
        assertThat(database).isEqualTo(new MariaDbDatabase("host", 3306, "cards", "us@er", "p/w"));
        assertThat(database.jdbcUrl()).isEqualTo("jdbc:mysql://host:3306/cards?user=us%40er&password=p%2Fw");
        assertThat(database.toString()).isEqualTo("host:3306/cards");
    }

    private static void run(MariaDbDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(MariaDbDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
