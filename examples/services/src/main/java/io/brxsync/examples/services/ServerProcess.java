package io.brxsync.examples.services;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A server run as a direct child, its output in a log file of its directory, with a watchdog. */
final class ServerProcess {
    private static final int TAIL_LINES = 20;

    private final String name;
    private final Process process;
    private final Path log;
    private final String crashSignal;
    private final Watchdog watchdog;

    private ServerProcess(String name, Process process, Path log, String crashSignal, Watchdog watchdog) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.crashSignal = crashSignal;
        this.watchdog = watchdog;
    }

    /**
     * Starts the command inside the directory; the watchdog removes that directory if this JVM dies first.
     *
     * @param crashSignal what ends the server and all its children at once, in a way it takes for a crash
     */
    static ServerProcess start(String name, Path directory, List<String> command, String crashSignal) {
        Path log = directory.resolve(name + ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                    .start();
            process.getOutputStream().close();
            Watchdog watchdog = Watchdog.guard(process.pid(), crashSignal, directory);
            return new ServerProcess(name, process, log, crashSignal, watchdog);
        } catch (IOException e) {
            throw new ServiceException("Could not run " + command.get(0), e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks the process to end with a signal, and insists (SIGKILL) after the limit. */
    void end(String signal, Duration limit) {
        if (process.isAlive()) {
            signal(signal);
            // A frozen process takes the other signal only after this one.
            signal("CONT");
        }
        awaitEnd(limit);
    }

    /** Waits for an end that was asked for in the server's own language, and insists after the limit. */
    void awaitEnd(Duration limit) {
        try {
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        watchdog.dismiss();
    }

    /** Ends the process at once, as a crash would: nothing is saved, no connection is closed in order. */
    void kill() {
        end(crashSignal, Duration.ofSeconds(30));
    }

    /** Sends a signal by name, such as {@code STOP} and {@code CONT}; one that comes too late is no error. */
    void signal(String signal) {
        try {
            awaitEnd(new ProcessBuilder("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "kill", signal, "" + pid())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new ServiceException("Could not signal " + name, e);
        }
    }

    /**
     * Waits until the server says it is ready.
     *
     * @throws ServiceException when it ends first or takes too long; the message holds the end of its log
     */
    void awaitReady(int port, Duration limit, BooleanSupplier ready) {
        try {
            Await.until(name, limit, () -> !isAlive() || ready.getAsBoolean());
        } catch (ServiceException e) {
            throw failure("did not answer on port " + port, e);
        }
        if (!isAlive()) {
            throw failure("did not start on port " + port, null);
        }
    }

    /** Whether the server has written this since it was started. */
    boolean hasLogged(String text) {
        return readLog(log).contains(text);
    }

    /** Why it failed: the exit code if there is one, and the last lines it wrote. */
    private ServiceException failure(String what, @Nullable ServiceException cause) {
        String state = process.isAlive() ? "is running" : "ended with " + process.exitValue();
        return new ServiceException(name + " " + what + "; it " + state + " and wrote:\n" + tail(), cause);
    }

    private String tail() {
        List<String> lines = readLog(log).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    private static String readLog(Path log) {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /**
     * Runs a helper to its end.
     *
     * @throws ServiceException when it fails; the message holds what it wrote
     */
    static void run(String name, Path directory, List<String> command) {
        Path log = directory.resolve(name + ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            process.getOutputStream().close();
            awaitEnd(process);
            if (process.isAlive() || process.exitValue() != 0) {
                throw new ServiceException(name + " failed and wrote:\n" + readLog(log));
            }
        } catch (IOException e) {
            throw new ServiceException("Could not run " + command.get(0), e);
        }
    }

    /** Waits for a short-lived helper process. */
    static void awaitEnd(Process process) {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
