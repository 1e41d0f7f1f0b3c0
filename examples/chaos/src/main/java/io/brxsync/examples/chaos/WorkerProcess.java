package io.brxsync.examples.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@link ChaosWorker} in a JVM of its own. Not thread-safe. */
final class WorkerProcess implements AutoCloseable {
    /** Exit value after SIGKILL, and of poison. */
    private static final int KILLED = 137;

    private final Process process;
    private final Path history;

    private WorkerProcess(Process process, Path history) {
        this.process = process;
        this.history = history;
    }

    /** Starts a worker whose history and log go into this directory under the name. */
    static WorkerProcess start(String name, Path directory, Rig rig, int threads) {
        Path history = directory.resolve(name + ".history");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ChaosWorker.class.getName(),
                history.toString(),
                rig.jdbcUrl(),
                Integer.toString(threads)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(
                        directory.resolve(name + ".log").toFile()));
        builder.environment().putAll(rig.environment());
        try {
            return new WorkerProcess(builder.start(), history);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<History.Entry> history() {
        return History.read(history);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it ended in a way that nobody asked for. */
    boolean diedByItself() {
        return !process.isAlive() && process.exitValue() != 0 && process.exitValue() != KILLED;
    }

    void kill() {
        process.destroyForcibly();
        await(10);
    }

    /** Sends STOP or CONT. */
    void signal(String name) {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "kill", name, "" + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets it drain and end; insists after a while. */
    @Override
    public void close() {
        if (process.isAlive()) {
            signal("CONT");
        }
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            // It is dead already, which is what was wanted.
        }
        if (!await(20)) {
            kill();
        }
    }

    private boolean await(int seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What a worker has to know of the servers. */
    record Rig(String jdbcUrl, Map<String, String> environment) {}
}
