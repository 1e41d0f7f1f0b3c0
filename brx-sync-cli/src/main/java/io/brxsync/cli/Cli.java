package io.brxsync.cli;

import io.brxsync.BrxException;
import io.brxsync.cli.logging.LogSettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/**
 * The command line as a whole: the tree of commands, what an error looks like, and which exit code it gets. Runs any
 * number of commands, one at a time.
 */
public final class Cli {
    private final Shell shell;
    private final Consumer<LogSettings> logging;

    /**
     * A command line in this shell.
     *
     * @param logging sets up logging before the first command; a program that embeds this one keeps its own
     */
    public Cli(Shell shell, Consumer<LogSettings> logging) {
        this.shell = shell;
        this.logging = logging;
    }

    /** Runs one command and returns its exit code. */
    public int run(String... args) {
        RootCommand root = new RootCommand();
        try (Wiring wiring = new Wiring(shell, root)) {
            return tree(root, wiring).execute(args);
        } finally {
            shell.out().flush();
            shell.err().flush();
        }
    }

    /** All commands, in the order in which help lists them. */
    CommandLine tree(RootCommand root, Wiring wiring) {
        CommandLine line = new CommandLine(root)
                .addSubcommand(new WorkerCommand(wiring))
                .addSubcommand(new ResyncCommand(wiring))
                .addSubcommand(new CommandLine(new UserCommand())
                        .addSubcommand(new UserConnectCommand(wiring))
                        .addSubcommand(new UserListCommand(wiring))
                        .addSubcommand(new UserShowCommand(wiring))
                        .addSubcommand(new UserSuspendCommand(wiring))
                        .addSubcommand(new UserResumeCommand(wiring))
                        .addSubcommand(new UserDisconnectCommand(wiring)))
                .addSubcommand(new EnqueueCommand(wiring))
                .addSubcommand(new CancelCommand(wiring))
                .addSubcommand(new StatusCommand(wiring))
                .addSubcommand(new QueuesCommand(wiring))
                .addSubcommand(new TopCommand(wiring))
                .addSubcommand(new DashboardCommand(wiring))
                .addSubcommand(new HistoryCommand(wiring))
                .addSubcommand(new CommandLine(new DeadCommand())
                        .addSubcommand(new DeadListCommand(wiring))
                        .addSubcommand(new DeadShowCommand(wiring))
                        .addSubcommand(new DeadRetryCommand(wiring))
                        .addSubcommand(new DeadPurgeCommand(wiring)))
                .addSubcommand(new CommandLine(new OutboundCommand())
                        .addSubcommand(new OutboundListCommand(wiring))
                        .addSubcommand(new OutboundSettleCommand(wiring)))
                .addSubcommand(new CommandLine(new CeleryCommand())
                        .addSubcommand(new CeleryListCommand(wiring))
                        .addSubcommand(new CeleryRetryCommand(wiring))
                        .addSubcommand(new CeleryPurgeCommand(wiring))
                        .addSubcommand(new CeleryRestoreCommand(wiring)))
                .addSubcommand(new PauseCommand(wiring))
                .addSubcommand(new ResumeCommand(wiring))
                .addSubcommand(new LimitsCommand(wiring))
                .addSubcommand(new RecoverCommand(wiring))
                .addSubcommand(new MigrateCommand(wiring))
                .addSubcommand(new KeygenCommand(wiring))
                .addSubcommand(new DoctorCommand(wiring))
                .addSubcommand(new CompletionCommand(wiring));
        return line.registerConverter(Duration.class, Cli::duration)
                .setOut(new PrintWriter(shell.out(), true))
                .setErr(new PrintWriter(shell.err(), true))
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(shell.terminal().colours() ? Ansi.ON : Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(this::wrongUsage)
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command, root.verbose()))
                .setExecutionStrategy(parsed -> execute(parsed, wiring));
    }

    private int execute(ParseResult parsed, Wiring wiring) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        CommandLine command = parsed.commandSpec().commandLine();
        try {
            Object asked =
                    parsed.hasSubcommand() ? parsed.subcommand().commandSpec().userObject() : command;
            logging.accept(wiring.logging(asked instanceof WorkerCommand || asked instanceof DashboardCommand));
        } catch (BrxException e) {
            throw new ExecutionException(command, "Logging cannot be set up", e);
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private int wrongUsage(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        complain(
                command,
                firstLine(failure.getMessage()) + " (see '"
                        + command.getCommandSpec().qualifiedName() + " --help')");
        return ExitCode.USAGE;
    }

    private int failed(Exception failure, CommandLine command, boolean verbose) {
        if (verbose) {
            failure.printStackTrace(command.getErr());
        }
        if (failure instanceof BrxException known) {
            complain(command, firstLine(known.getMessage()));
            return ExitCode.of(known.kind());
        }
        complain(command, "Unexpected " + failure.getClass().getName() + "; please report it with what -v prints");
        return ExitCode.FAILED;
    }

    private static void complain(CommandLine command, String message) {
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + message);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private static Duration duration(String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
