package io.brxsync.examples.services;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The same servers in containers, through Testcontainers, which also removes them when this JVM dies. The only class
 * that touches Testcontainers: it is loaded when Docker was asked for, and not otherwise.
 */
final class DockerServers {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final int POSTGRES_PORT = 5432;
    private static final int REDIS_PORT = 6379;
    private static final int MARIADB_PORT = 3306;

    private DockerServers() {}

    static Postgres postgres() {
        requireDocker();
        GenericContainer<?> container = container("postgres:18-alpine", POSTGRES_PORT)
                .withEnv("POSTGRES_PASSWORD", "postgres")
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=200");
        container.start();
        PostgresDatabase database = new PostgresDatabase(
                container.getHost(), container.getMappedPort(POSTGRES_PORT), "postgres", "postgres", "postgres", "");
        return ready(new RemotePostgres(database, container::stop), container, () -> connects(database::connect));
    }

    static Redis redis() {
        requireDocker();
        GenericContainer<?> container = container("redis:7-alpine", REDIS_PORT)
                .withCommand("redis-server", "--databases", "1024", "--save", "");
        container.start();
        RedisAddress address =
                new RedisAddress(false, container.getHost(), container.getMappedPort(REDIS_PORT), null, null, 0);
        return ready(new RemoteRedis(address, container::stop), container, () -> answers(address));
    }

    static MariaDb mariaDb() {
        requireDocker();
        GenericContainer<?> container = container("mariadb:11.4", MARIADB_PORT)
                .withEnv("MARIADB_ROOT_PASSWORD", "root")
                .withEnv("MARIADB_DATABASE", "catalog");
        container.start();
        MariaDbDatabase database = new MariaDbDatabase(
                container.getHost(), container.getMappedPort(MARIADB_PORT), "catalog", "root", "root");
        return ready(new RemoteMariaDb(database, container::stop), container, () -> connects(database::connect));
    }

    private static GenericContainer<?> container(String image, int port) {
        return new GenericContainer<>(DockerImageName.parse(image)).withExposedPorts(port);
    }

    private static void requireDocker() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new ServiceException("Docker was asked for with brx.services=docker, but no Docker daemon answers:"
                    + " start one or set DOCKER_HOST, or leave the switch out to use embedded servers");
        }
    }

    private static <T> T ready(T server, GenericContainer<?> container, BooleanSupplier answers) {
        try {
            Await.until(container.getDockerImageName(), START_LIMIT, answers);
            return server;
        } catch (ServiceException e) {
            container.stop();
            throw e;
        }
    }

    private static boolean connects(Connector connector) {
        try (Connection connection = connector.connect()) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private static boolean answers(RedisAddress address) {
        try {
            return "PONG".equals(address.call("PING"));
        } catch (ServiceException notYet) {
            return false;
        }
    }

    private interface Connector {
        Connection connect() throws SQLException;
    }
}
