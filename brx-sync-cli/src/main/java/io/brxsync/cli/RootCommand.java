package io.brxsync.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code brx-sync} itself: the options that all commands share. */
@Command(
        name = "brx-sync",
        description = "Keeps trading-card inventories in step between PostgreSQL and the CardTrader marketplace.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        usageHelpAutoWidth = true,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:done",
            "  1:the work failed",
            "  2:wrong usage or configuration; the message names the option or the variable",
            "  3:a server is unreachable; the message says which one, at which address",
            "130:interrupted"
        })
final class RootCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Log in detail, and show where an error came from.")
    private boolean verbose;

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Read variables from this file instead of '.env' in the working directory.")
    private @Nullable Path envFile;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            scope = ScopeType.INHERIT,
            description = "trace, debug, info, warn or error; wins over LOG_LEVEL.")
    private @Nullable String logLevel;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "Prefix of all keys in Redis; wins over BRX_NAMESPACE.")
    private @Nullable String namespace;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    boolean verbose() {
        return verbose;
    }

    @Nullable
    Path envFile() {
        return envFile;
    }

    @Nullable
    String logLevel() {
        return logLevel;
    }

    @Nullable
    String namespace() {
        return namespace;
    }
}
