package io.brxsync.cli;

import io.brxsync.cli.logging.Logs;

/** The process: hands everything outside to {@link Cli} and ends with its exit code. */
public final class Main {
    private Main() {}

    /** Runs one command. */
    public static void main(String[] args) {
        Cli cli = new Cli(Shell.ofProcess(), Logs::configure);
        System.exit(cli.run(args));
    }
}
