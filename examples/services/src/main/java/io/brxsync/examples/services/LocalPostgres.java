package io.brxsync.examples.services;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of one's own, run from the executables that its Maven artifact carries, also as root (in a user
 * namespace of its own), reachable from this machine only and without a password.
 *
 * <p>It can be stopped, killed, frozen and started again on the same port with the same data. Those methods exclude
 * each other; the address never changes.
 */
public final class LocalPostgres implements Postgres {
    private static final Duration START_LIMIT = Duration.ofSeconds(15);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int START_ATTEMPTS = 5;

    private final Path directory;
    private final Map<String, String> settings;
    private final PostgresDatabase database;
    /** Null while the server is down; guarded by this. */
    private @Nullable EmbeddedPostgres server;
    /** Comes and goes with the server; guarded by this. */
    private @Nullable Watchdog watchdog;

    private LocalPostgres(Map<String, String> settings, int port) {
        this.directory = Directories.create("brx-postgres-");
        this.settings = settings;
        this.database = new PostgresDatabase(Ports.LOOPBACK, port, "postgres", "postgres", null, "");
    }

    /** Starts with settings for tests: as fast as possible, the data not safe from a power cut. */
    public static LocalPostgres start() {
        return startAnywhere(testSettings());
    }

    /** Starts with the settings for tests and others over them, such as {@code TimeZone} or {@code max_connections}. */
    public static LocalPostgres start(Map<String, String> moreSettings) {
        Map<String, String> settings = testSettings();
        settings.putAll(moreSettings);
        return startAnywhere(settings);
    }

    /** Starts with PostgreSQL's own defaults and the given settings over them: every commit is durable. */
    public static LocalPostgres startDurable(Map<String, String> moreSettings) {
        Map<String, String> settings = new LinkedHashMap<>();
        // The library starts the server with -F; these undo it.
        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("full_page_writes", "on");
        settings.put("max_connections", "200");
        settings.putAll(moreSettings);
        return startAnywhere(settings);
    }

    private static Map<String, String> testSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("fsync", "off");
        settings.put("synchronous_commit", "off");
        settings.put("full_page_writes", "off");
        settings.put("max_connections", "200");
        settings.put("shared_buffers", "128MB");
        return settings;
    }

    private static LocalPostgres startAnywhere(Map<String, String> settings) {
        for (int attempt = 1; ; attempt++) {
            LocalPostgres postgres = new LocalPostgres(settings, Ports.free());
            try {
                postgres.startAgain();
                return postgres;
            } catch (ServiceException e) {
                postgres.close();
                // Someone else may have taken the free port first.
                if (attempt == START_ATTEMPTS || Ports.isFree(postgres.database.port())) {
                    throw e;
                }
            }
        }
    }

    @Override
    public PostgresDatabase database() {
        return database;
    }

    /** Whether the server was started and not stopped or killed since; a frozen one counts. */
    public synchronized boolean isRunning() {
        return server != null;
    }

    /** Process number of the running server's main process. */
    public synchronized long pid() {
        if (server == null) {
            throw new ServiceException("PostgreSQL at " + database + " is not running");
        }
        return mainProcess();
    }

    /** Ends the server in good order, ending every session; nothing happens when it is down. */
    public synchronized void stop() {
        if (server != null) {
            end();
        }
    }

    /** Ends the server the hard way, as a crash does: the next start recovers from the log. */
    public synchronized void kill() {
        if (server != null) {
            long pid = mainProcess();
            // Not SIGKILL: that would leave the sessions' processes behind. QUIT ends them all without a checkpoint.
            ServerProcess.signal(pid, "QUIT");
            Await.until("the end of PostgreSQL", STOP_LIMIT, () -> !Files.exists(pidFile()));
            end();
        }
    }

    /** Starts again on the same port with the same data; nothing happens when it is up. */
    public synchronized void startAgain() {
        if (server != null) {
            return;
        }
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPort(database.port())
                .setDataDirectory(directory.resolve("data"))
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_LIMIT)
                // The same collation on every machine, whatever its locale.
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log().toFile()));
        settings.forEach(builder::setServerConfig);
        builder.setServerConfig("listen_addresses", Ports.LOOPBACK);
        try {
            server = builder.start();
        } catch (IOException | RuntimeException e) {
            throw new ServiceException(
                    "PostgreSQL did not start on port " + database.port() + "; it wrote:\n" + tail(), e);
        }
        watchdog = Watchdog.guard(mainProcess(), "QUIT", directory);
    }

    /** Stops if running, and starts again on the same port with the same data. */
    public synchronized void restart() {
        stop();
        startAgain();
    }

    /** Halts the main process without ending it: open sessions go on, nobody new gets in. */
    public synchronized void freeze() {
        ServerProcess.signal(pid(), "STOP");
    }

    /** Lets a frozen server go on. */
    public synchronized void thaw() {
        ServerProcess.signal(pid(), "CONT");
    }

    /** Stops the server and removes its data. */
    @Override
    public synchronized void close() {
        stop();
        Directories.delete(directory);
    }

    @Override
    public String toString() {
        return "LocalPostgres[" + database + "]";
    }

    private void end() {
        EmbeddedPostgres ending = server;
        server = null;
        try {
            if (ending != null) {
                ending.close();
            }
        } catch (IOException e) {
            throw new ServiceException("PostgreSQL on port " + database.port() + " did not stop", e);
        } finally {
            if (watchdog != null) {
                watchdog.dismiss();
                watchdog = null;
            }
        }
    }

    /** The first line of the pid file, which exists as long as the server runs. */
    private long mainProcess() {
        try {
            return Long.parseLong(Files.readAllLines(pidFile()).get(0).trim());
        } catch (IOException e) {
            throw new ServiceException("PostgreSQL on port " + database.port() + " is gone", e);
        }
    }

    /** The server removes it as the last thing it does. */
    private Path pidFile() {
        return directory.resolve("data").resolve("postmaster.pid");
    }

    private Path log() {
        return directory.resolve("postgres.log");
    }

    private String tail() {
        return ServerProcess.tail(log());
    }
}
