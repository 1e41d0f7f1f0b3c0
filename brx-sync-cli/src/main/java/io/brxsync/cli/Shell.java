package io.brxsync.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * Everything outside of a command: streams, variables, terminal, signals, time. Tests give their own. Immutable.
 *
 * @param streams where input comes from and output goes to
 * @param environment the environment variables
 * @param directory the working directory, where {@code .env} and {@code logs} are
 * @param terminal what the output ends in
 * @param signals requests to end
 * @param clock the time
 */
public record Shell(
        Streams streams,
        Map<String, String> environment,
        Path directory,
        Terminal terminal,
        Signals signals,
        Clock clock) {
    /** Copies the variables. */
    public Shell {
        environment = Map.copyOf(environment);
    }

    /**
     * Standard input, output and error.
     *
     * @param in standard input
     * @param out results
     * @param err errors, warnings and logs
     */
    public record Streams(InputStream in, PrintStream out, PrintStream err) {}

    /** What this process was given. */
    public static Shell ofProcess() {
        return new Shell(
                new Streams(System.in, System.out, System.err),
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Terminal.ofProcess(System.getenv()),
                new ProcessSignals(),
                Clock.systemUTC());
    }

    PrintStream out() {
        return streams.out();
    }

    PrintStream err() {
        return streams.err();
    }
}
