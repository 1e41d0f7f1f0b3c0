package io.brxsync.examples.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
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
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int START_ATTEMPTS = 5;

    private final Path directory;
    private final List<String> settings;
    private final PostgresDatabase database;
    /** Null while the server is down; guarded by this. */
    private @Nullable ServerProcess process;

    private LocalPostgres(List<String> settings, int port) {
        this.directory = Directories.create("brx-postgres-");
        this.settings = settings;
        this.database = new PostgresDatabase(Ports.LOOPBACK, port, "postgres", "postgres", null, "");
    }

    /** Starts with settings for tests: as fast as possible, the data not safe from a power cut. */
    public static LocalPostgres start() {
        return start(Map.of());
    }

    /**
     * Starts with the settings for tests and others over them, such as {@code TimeZone} or {@code max_connections}.
     *
     * @throws ServiceException when it does not start; the message holds the end of its log
     */
    public static LocalPostgres start(Map<String, String> moreSettings) {
        Map<String, String> settings = commonSettings();
        settings.put("fsync", "off");
        settings.put("synchronous_commit", "off");
        settings.put("full_page_writes", "off");
        settings.put("shared_buffers", "128MB");
        settings.putAll(moreSettings);
        return startAnywhere(settings);
    }

    /** Starts with PostgreSQL's own defaults and the given settings over them: every commit is durable. */
    public static LocalPostgres startDurable(Map<String, String> moreSettings) {
        Map<String, String> settings = commonSettings();
        settings.putAll(moreSettings);
        return startAnywhere(settings);
    }

    private static Map<String, String> commonSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("listen_addresses", Ports.LOOPBACK);
        settings.put("unix_socket_directories", "");
        settings.put("max_connections", "200");
        settings.put("timezone", "UTC");
        return settings;
    }

    private static LocalPostgres startAnywhere(Map<String, String> settings) {
        List<String> lines = settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
        for (int attempt = 1; ; attempt++) {
            LocalPostgres postgres = new LocalPostgres(lines, Ports.free());
            try {
                Directories.copy(PostgresInstallation.get().emptyData(), postgres.data());
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

    /** Process number of the running server's main process. */
    public synchronized long pid() {
        return running().pid();
    }

    /** Whether the main process is there; a frozen one is. */
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Ends the server in good order, ending every session; nothing happens when it is down. */
    public synchronized void stop() {
        if (process != null) {
            // INT is PostgreSQL's fast shutdown: sessions are ended, then a checkpoint is written.
            process.end("INT", STOP_LIMIT);
            process = null;
        }
    }

    /** Ends the server as a crash does: sessions break off, and the next start recovers from the log. */
    public synchronized void kill() {
        if (process != null) {
            process.kill();
            process = null;
        }
    }

    /** Starts again on the same port with the same data; nothing happens when it is up. */
    public synchronized void startAgain() {
        if (process != null && !process.isAlive()) {
            kill();
        }
        if (process == null) {
            List<String> command = PostgresInstallation.get().command(data(), database.port(), settings);
            // Not KILL, which would leave the sessions' processes behind: QUIT ends them all without a checkpoint.
            ServerProcess started = ServerProcess.start("postgres", directory, command, "QUIT");
            process = started;
            started.awaitReady(database.port(), START_LIMIT, () -> isReady(started.pid()));
        }
    }

    /** Stops if running, and starts again on the same port with the same data. */
    public synchronized void restart() {
        stop();
        startAgain();
    }

    /** Halts the main process without ending it: open sessions go on, nobody new gets in. */
    public synchronized void freeze() {
        running().signal("STOP");
    }

    /** Lets a frozen server go on. */
    public synchronized void thaw() {
        running().signal("CONT");
    }

    /** Ends the server and removes its data. */
    @Override
    public synchronized void close() {
        kill();
        Directories.delete(directory);
    }

    @Override
    public String toString() {
        return "LocalPostgres[" + database + "]";
    }

    private ServerProcess running() {
        if (process == null) {
            throw new ServiceException("PostgreSQL at " + database + " is not running");
        }
        return process;
    }

    private Path data() {
        return directory.resolve("data");
    }

    /** The server says so in its pid file: process number in the first line, state in the eighth. */
    private boolean isReady(long pid) {
        try {
            List<String> lines = Files.readAllLines(data().resolve("postmaster.pid"));
            return lines.size() >= 8
                    && lines.get(0).strip().equals(Long.toString(pid))
                    && lines.get(7).strip().equals("ready");
        } catch (IOException notYet) {
            return false;
        }
    }
}
