package io.brxsync.examples.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Redis of one's own, run from the executable that its Maven artifact carries, reachable from this machine only.
 *
 * <p>While it runs it writes nothing to disk unless the options say so. It can be stopped, killed, frozen and started
 * again on the same port, with or without its data. Those methods exclude each other; the address never changes.
 */
public final class LocalRedis implements Redis {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int START_ATTEMPTS = 5;

    private final RedisOptions options;
    private final Path directory;
    private final RedisAddress address;
    /** Null while the server is down; guarded by this. */
    private @Nullable ServerProcess process;

    private LocalRedis(RedisOptions options, Path directory, int port) {
        this.options = options;
        this.directory = directory;
        this.address = RedisAddress.local(port).withPassword(options.password());
    }

    /** Starts with the default options on a free port. */
    public static LocalRedis start() {
        return start(RedisOptions.defaults());
    }

    /**
     * Starts and returns once the server answers.
     *
     * @throws ServiceException when it does not; the message holds the end of its log
     */
    public static LocalRedis start(RedisOptions options) {
        for (int attempt = 1; ; attempt++) {
            boolean anyPort = options.port() == 0;
            Path directory = options.directory() == null ? Directories.create("brx-redis-") : options.directory();
            LocalRedis redis = new LocalRedis(options, directory, anyPort ? Ports.free() : options.port());
            try {
                redis.writeConfiguration();
                redis.start0();
                return redis;
            } catch (ServiceException e) {
                redis.close();
                // Someone else may have taken the free port first.
                if (!anyPort || attempt == START_ATTEMPTS || !e.getMessage().contains("Failed listening on port")) {
                    throw e;
                }
            }
        }
    }

    @Override
    public RedisAddress address() {
        return address;
    }

    /** Where the data lies. */
    public Path directory() {
        return directory;
    }

    /** Process number of the running server. */
    public synchronized long pid() {
        return running().pid();
    }

    /** Whether the server process is there; a frozen one is. */
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Saves the data and ends the server in good order; nothing happens when it is down. */
    public synchronized void stop() {
        shutdown("SAVE");
    }

    /** Ends the server with SIGKILL: only what it had written to disk itself will be there after a start. */
    public synchronized void kill() {
        if (process != null) {
            process.kill();
            process = null;
        }
    }

    /** Starts again on the same port with the data on disk; nothing happens when it is up. */
    public synchronized void startAgain() {
        if (process != null && !process.isAlive()) {
            kill();
        }
        if (process == null) {
            start0();
        }
    }

    /**
     * Stops if running, and starts again on the same port.
     *
     * @param keepData whether the data survives: of a running server all of it, of a killed one what was on disk
     */
    public synchronized void restart(boolean keepData) {
        shutdown(keepData ? "SAVE" : "NOSAVE");
        if (!keepData) {
            removeData();
        }
        start0();
    }

    /** Halts the process without ending it: connections stay open and nothing is answered. */
    public synchronized void freeze() {
        running().signal("STOP");
    }

    /** Lets a frozen process go on. */
    public synchronized void thaw() {
        running().signal("CONT");
    }

    /**
     * Waits until replicas have everything this server was told so far.
     *
     * @throws ServiceException when so many have not within half a minute
     */
    public void awaitReplicas(int count) {
        Await.until(count + " replicas of " + this, START_LIMIT, () -> {
            try (RespClient client = RespClient.connect(address)) {
                // WAIT looks at where the log stood after the last command of its own connection, so there must be one.
                client.call("PING");
                return client.call("WAIT", "" + count, "1000") instanceof Long reached && reached >= count;
            } catch (IOException e) {
                throw new ServiceException("Redis at " + address + " did not answer WAIT", e);
            }
        });
    }

    /** Ends the server without saving, and removes its temporary directory. */
    @Override
    public synchronized void close() {
        kill();
        if (options.directory() == null) {
            Directories.delete(directory);
        }
    }

    @Override
    public String toString() {
        return "LocalRedis[" + address + "]";
    }

    private ServerProcess running() {
        if (process == null) {
            throw new ServiceException("Redis at " + address + " is not running");
        }
        return process;
    }

    private void start0() {
        List<String> command = List.of(
                RedisBinary.path().toString(), directory.resolve("redis.conf").toString());
        ServerProcess started = ServerProcess.start("redis-server", directory, command, "KILL");
        process = started;
        started.awaitReady(address.port(), START_LIMIT, () -> answers(started.pid()));
    }

    /** True once this very process answers and has loaded its data; another server may sit on the port. */
    private boolean answers(long pid) {
        try {
            return Long.toString(pid).equals(info("server").get("process_id"))
                    && "0".equals(info("persistence").get("loading"));
        } catch (ServiceException notYet) {
            return false;
        }
    }

    /** Once only: Sentinel has the server rewrite its configuration, and that has to survive a restart. */
    private void writeConfiguration() {
        List<String> lines = new ArrayList<>(List.of(
                "bind " + Ports.LOOPBACK,
                "port " + address.port(),
                "dir \"" + directory + "\"",
                "daemonize no",
                "databases 1024",
                "save \"\"",
                "appendonly no"));
        if (options.password() != null) {
            String quoted = '"' + options.password().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            lines.add("requirepass " + quoted);
            lines.add("masterauth " + quoted);
        }
        lines.addAll(options.lines());
        try {
            Files.createDirectories(directory);
            Files.write(directory.resolve("redis.conf"), lines);
        } catch (IOException e) {
            throw new ServiceException("Could not write the configuration of Redis at " + address, e);
        }
    }

    private void shutdown(String mode) {
        ServerProcess ending = process;
        if (ending == null) {
            return;
        }
        // A frozen server could not answer.
        ending.signal("CONT");
        try (RespClient client = RespClient.connect(address)) {
            client.call("SHUTDOWN", mode);
        } catch (IOException closed) {
            // That is how a shutdown that works is answered; one that does not is ended by the limit below.
        }
        ending.awaitEnd(STOP_LIMIT);
        process = null;
    }

    private void removeData() {
        try {
            Files.deleteIfExists(directory.resolve("dump.rdb"));
            Files.deleteIfExists(directory.resolve("appendonly.aof"));
            Directories.delete(directory.resolve("appendonlydir"));
        } catch (IOException e) {
            throw new ServiceException("Could not remove the data of Redis at " + address, e);
        }
    }
}
