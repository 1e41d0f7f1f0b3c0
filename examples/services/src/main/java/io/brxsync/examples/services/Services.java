package io.brxsync.examples.services;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The servers all tests of one JVM share; each is started by the first caller and stopped when the JVM ends.
 *
 * <p>Where they come from, in this order:
 *
 * <ol>
 *   <li>servers that run already, when their URLs are given: the system properties {@code brx.services.postgres.url},
 *       {@code brx.services.redis.url} and {@code brx.services.mysql.url}, or the environment variables of the same
 *       names in capitals with underscores ({@code BRX_SERVICES_POSTGRES_URL}, …). The login has to be allowed to
 *       create databases, and what callers create there stays there;
 *   <li>Docker, when {@code brx.services} ({@code BRX_SERVICES}) is {@code docker};
 *   <li>otherwise the embedded servers of this module.
 * </ol>
 *
 * <p>This holder has static state on purpose, and it is the only one: test classes know nothing of each other and still
 * share their servers. A test that stops or kills a server starts one of its own. Thread-safe.
 */
public final class Services {
    private static final Shared<Postgres> POSTGRES = new Shared<>(Services::startPostgres);
    private static final Shared<Redis> REDIS = new Shared<>(Services::startRedis);
    private static final Shared<MariaDb> MARIADB = new Shared<>(Services::startMariaDb);

    private Services() {}

    /**
     * The shared PostgreSQL; take a {@link Postgres#freshDatabase()} of it.
     *
     * @throws ServiceException when it cannot be started
     */
    public static Postgres postgres() {
        return POSTGRES.get();
    }

    /**
     * The shared Redis; take a {@link Redis#freshNamespace()}, or a database number of one's own.
     *
     * @throws ServiceException when it cannot be started
     */
    public static Redis redis() {
        return REDIS.get();
    }

    /**
     * The shared MariaDB; take a {@link MariaDb#freshDatabase()} of it.
     *
     * @throws ServiceException when it cannot be started
     */
    public static MariaDb mariaDb() {
        return MARIADB.get();
    }

    private static Postgres startPostgres() {
        return start(
                "brx.services.postgres.url",
                url -> new RemotePostgres(PostgresDatabase.parse(url), Services::leaveRunning),
                DockerServers::postgres,
                LocalPostgres::start);
    }

    private static Redis startRedis() {
        return start(
                "brx.services.redis.url",
                url -> new RemoteRedis(RedisAddress.parse(url), Services::leaveRunning),
                DockerServers::redis,
                LocalRedis::start);
    }

    private static MariaDb startMariaDb() {
        return start(
                "brx.services.mysql.url",
                url -> new RemoteMariaDb(MariaDbDatabase.parse(url), Services::leaveRunning),
                DockerServers::mariaDb,
                LocalMariaDb::start);
    }

    private static <T> T start(
            String urlProperty, Function<String, T> existing, Supplier<T> docker, Supplier<T> embedded) {
        Optional<String> url = setting(urlProperty);
        if (url.isPresent()) {
            try {
                return existing.apply(url.get());
            } catch (IllegalArgumentException e) {
                throw new ServiceException(urlProperty + ": " + e.getMessage(), e);
            }
        }
        String kind = setting("brx.services").orElse("embedded");
        return switch (kind) {
            case "docker" -> docker.get();
            case "embedded" -> embedded.get();
            default -> throw new ServiceException("brx.services is docker or embedded, not " + kind);
        };
    }

    private static void leaveRunning() {
        // The server was there before; it stays.
    }

    private static Optional<String> setting(String property) {
        String variable = property.replace('.', '_').toUpperCase(Locale.ROOT);
        return Optional.ofNullable(System.getProperty(property))
                .or(() -> Optional.ofNullable(System.getenv(variable)))
                .filter(value -> !value.isBlank());
    }
}
