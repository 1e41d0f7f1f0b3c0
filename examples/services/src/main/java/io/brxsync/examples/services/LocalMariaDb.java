package io.brxsync.examples.services;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A MariaDB of one's own, run from the executables that its Maven artifact carries, reachable from this machine only.
 * It has an empty database {@code catalog} and a user {@code brx} who may do everything.
 *
 * <p>It can be stopped, killed, frozen and started again on the same port with the same data. Those methods exclude
 * each other; the address never changes.
 */
public final class LocalMariaDb implements MariaDb {
    /** Has to be the same when the data directory is made. */
    static final String LOG_FILE_SIZE = "--innodb-log-file-size=16M";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int START_ATTEMPTS = 5;

    private final Path directory;
    private final MariaDbDatabase database;
    /** Null while the server is down; guarded by this. */
    private @Nullable ServerProcess process;

    private LocalMariaDb(int port) {
        this.directory = Directories.create("brx-mariadb-");
        this.database = new MariaDbDatabase(Ports.LOOPBACK, port, "catalog", "brx", "brx");
    }

    /**
     * Starts on a free port. The first start on a machine unpacks the executables, which takes some seconds.
     *
     * @throws ServiceException when it does not start; the message holds the end of its log
     */
    public static LocalMariaDb start() {
        for (int attempt = 1; ; attempt++) {
            LocalMariaDb mariaDb = new LocalMariaDb(Ports.free());
            try {
                Directories.copy(MariaDbInstallation.get().emptyData(), mariaDb.data());
                mariaDb.writeInitFile();
                mariaDb.startAgain();
                return mariaDb;
            } catch (ServiceException e) {
                mariaDb.close();
                // Someone else may have taken the free port first.
                if (attempt == START_ATTEMPTS || Ports.isFree(mariaDb.database.port())) {
                    throw e;
                }
            }
        }
    }

    @Override
    public MariaDbDatabase database() {
        return database;
    }

    /** Process number of the running server. */
    public synchronized long pid() {
        return running().pid();
    }

    /** Whether the server process is there; a frozen one is. */
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Ends the server in good order; nothing happens when it is down. */
    public synchronized void stop() {
        if (process != null) {
            process.end("TERM", STOP_LIMIT);
            process = null;
        }
    }

    /** Ends the server with SIGKILL: the next start recovers from the log. */
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
            List<String> command = MariaDbInstallation.get().command(data(), database.port(), options());
            ServerProcess started = ServerProcess.start("mariadbd", directory, command, "KILL");
            process = started;
            started.awaitReady(database.port(), START_LIMIT, () -> started.hasLogged("ready for connections"));
        }
    }

    /** Stops if running, and starts again on the same port with the same data. */
    public synchronized void restart() {
        stop();
        startAgain();
    }

    /** Halts the process without ending it: connections stay open and nothing is answered. */
    public synchronized void freeze() {
        running().signal("STOP");
    }

    /** Lets a frozen process go on. */
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
        return "LocalMariaDb[" + database + "]";
    }

    private ServerProcess running() {
        if (process == null) {
            throw new ServiceException("MariaDB at " + database + " is not running");
        }
        return process;
    }

    private List<String> options() {
        return List.of(
                "--socket=" + directory.resolve("mariadb.sock"),
                "--pid-file=" + directory.resolve("mariadb.pid"),
                "--init-file=" + initFile(),
                "--skip-name-resolve",
                "--skip-ssl",
                "--skip-log-bin",
                "--performance-schema=off",
                "--character-set-server=utf8mb4",
                LOG_FILE_SIZE,
                "--innodb-buffer-pool-size=64M",
                "--innodb-flush-log-at-trx-commit=0");
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path initFile() {
        return directory.resolve("mariadb-init.sql");
    }

    private void writeInitFile() {
        try (InputStream sql = LocalMariaDb.class.getResourceAsStream("mariadb-init.sql")) {
            Files.copy(Objects.requireNonNull(sql), initFile(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ServiceException("Could not write " + initFile(), e);
        }
    }
}
