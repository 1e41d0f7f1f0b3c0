package io.brxsync.examples.services;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server run as a direct child, its output in a log file of its directory, with a watchdog. */
final class ServerProcess {
    private static final int TAIL_LINES = 20;

    private final String name;
    private final Process process;
    private final Path log;
    private final Watchdog watchdog;

    private ServerProcess(String name, Process process, Path log, Watchdog watchdog) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.watchdog = watchdog;
    }

    /** Starts the command inside the directory; the watchdog removes that directory if this JVM dies first. */
    static ServerProcess start(String name, Path directory, List<String> command) {
        Path log = directory.resolve(name + ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            process.getOutputStream().close();
            return new ServerProcess(name, process, log, Watchdog.guard(process.pid(), "KILL", directory));
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

    /** Asks the process to end (SIGTERM) and insists (SIGKILL) after the limit. */
    void terminate(Duration limit) {
        process.destroy();
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

    /** Ends the process at once (SIGKILL): nothing is flushed, no connection is closed in order. */
    void kill() {
        process.destroyForcibly();
        awaitEnd(Duration.ofSeconds(30));
    }

    /** Sends a signal by name, such as {@code STOP} and {@code CONT}. */
    void signal(String signal) {
        signal(pid(), signal);
    }

    static void signal(long pid, String signal) {
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "kill", signal, "" + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            awaitEnd(kill);
            if (kill.exitValue() != 0) {
                throw new ServiceException("Process " + pid + " took no signal " + signal);
            }
        } catch (IOException e) {
            throw new ServiceException("Could not signal process " + pid, e);
        }
    }

    /** Why it failed: the exit code if there is one, and the last lines it wrote. */
    ServiceException failure(String what) {
        String state = process.isAlive() ? "is running" : "ended with " + process.exitValue();
        return new ServiceException(name + " " + what + "; it " + state + " and wrote:\n" + tail(log));
    }

    /** The last lines of a log file. */
    static String tail(Path log) {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
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
