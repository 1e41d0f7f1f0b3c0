package io.brxsync.examples.services;

import java.util.Locale;
import java.util.Optional;

/**
 * The servers all tests of one JVM share; each is started by the first caller and stopped when the JVM ends.
 *
 * <p>Where they come from, in this order:
 *
 * <ol>
 *   <li>servers that run already, when their URLs are given: the system properties {@code brx.services.postgres.url},
 *       {@code brx.services.redis.url} and {@code brx.services.mysql.url}, or the environment variables of the same
 *       names in capitals with underscores ({@code BRX_SERVICES_POSTGRES_URL}, …). The tests create databases in
 *       PostgreSQL and MySQL and leave them there, and they empty Redis databases.
 *   <li>Docker, when {@code brx.services} ({@code BRX_SERVICES}) is {@code docker};
 *   <li>otherwise the embedded servers of this module.
 * </ol>
 *
 * <p>This holder has static state on purpose, and it is the only one: test classes know nothing of each other and
 * still share its servers. A test that stops or kills a server starts one of its own. Thread-safe.
 */
public final class Services {
    private static final Shared<Postgres> POSTGRES = new Shared<>(Services::startPostgres);
    private static final Shared<Redis> REDIS = new Shared<>(Services::startRedis);

    private Services() {}

    /** The shared PostgreSQL; take a {@link Postgres#freshDatabase()} of it. */
    public static Postgres postgres() {
        return POSTGRES.get();
    }

    /** The shared Redis; take a {@link Redis#freshNamespace()}, or a database number of one's own. */
    public static Redis redis() {
        return REDIS.get();
    }

    private static Postgres startPostgres() {
        Optional<String> url = setting("brx.services.postgres.url");
        if (url.isPresent()) {
            return new RemotePostgres(PostgresDatabase.parse(url.get()), Services::leaveRunning);
        }
        return LocalPostgres.start();
    }

    private static Redis startRedis() {
        Optional<String> url = setting("brx.services.redis.url");
        if (url.isPresent()) {
            return new RemoteRedis(RedisAddress.parse(url.get()), Services::leaveRunning);
        }
        return LocalRedis.start();
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
