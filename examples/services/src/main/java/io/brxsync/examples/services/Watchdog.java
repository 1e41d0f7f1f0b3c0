package io.brxsync.examples.services;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Ends a server process when this JVM dies, however it dies.
 *
 * <p>A small shell process reads from a pipe whose other end only this JVM holds. A line means that the server has been
 * stopped in good order; the end of the pipe means that the JVM is gone: then the server gets the signal, after five
 * seconds SIGKILL, and its directory is removed.
 */
final class Watchdog {
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            read -r _ && exit 0
            kill -s "$2" "$1" 2>/dev/null
            i=0
            while kill -0 "$1" 2>/dev/null && [ $i -lt 50 ]; do sleep 0.1; i=$((i + 1)); done
            kill -s KILL "$1" 2>/dev/null
            rm -rf -- "$3"
            """;

    private final Process process;

    private Watchdog(Process process) {
        this.process = process;
    }

    /**
     * Guards one process.
     *
     * @param signal what ends it without leaving children behind, such as {@code KILL} or {@code QUIT}
     * @param directory what to remove after it
     */
    static Watchdog guard(long pid, String signal, Path directory) {
        try {
            return new Watchdog(new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            SCRIPT,
                            "watchdog",
                            Long.toString(pid),
                            signal,
                            directory.toAbsolutePath().toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new ServiceException("Could not start the watchdog of process " + pid, e);
        }
    }

    /** The server is down: lets go of its process number. */
    void dismiss() {
        try (OutputStream pipe = process.getOutputStream()) {
            pipe.write("stopped\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException gone) {
            // Someone ended the watchdog first; there is nothing left for it to do.
            process.destroyForcibly();
        }
        ServerProcess.awaitEnd(process);
    }
}
