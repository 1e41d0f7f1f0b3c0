package io.brxsync.cli;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What commands have in common that list things. */
final class Listing {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** How many at most; a number that cannot be meant is an error of usage. */
    int limit() {
        Usage.require(spec, limit >= 1, "--limit must be at least 1, got " + limit);
        return limit;
    }

    /**
     * Prints a list as it was asked for.
     *
     * @param result makes what {@code --json} prints
     * @param none says that there is nothing
     */
    <T> int print(Shell shell, List<T> items, Function<List<T>, Object> result, String none, Supplier<Table> table) {
        if (json) {
            Json.print(shell.out(), result.apply(items));
        } else if (items.isEmpty()) {
            shell.out().println(none);
        } else {
            table.get().print(shell.out(), shell.terminal());
        }
        return ExitCode.DONE;
    }
}
