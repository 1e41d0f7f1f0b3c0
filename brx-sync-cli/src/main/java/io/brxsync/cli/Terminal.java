package io.brxsync.cli;

import java.io.Console;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the output ends in. Immutable.
 *
 * @param interactive whether somebody watches: progress bars and refreshing screens make sense
 * @param colours whether colours are wanted too; never with {@code NO_COLOR} or {@code TERM=dumb}
 * @param size as it was when the command began, or as {@link #now} found it
 * @param prompt asks for a secret without showing what is typed; null where nobody can be asked
 * @param measure finds out the present size, if it can be told
 */
public record Terminal(
        boolean interactive,
        boolean colours,
        TerminalSize size,
        @Nullable Supplier<char[]> prompt,
        Supplier<Optional<TerminalSize>> measure) {
    /** Set by the launcher when standard output is a terminal: its width, which Java cannot tell. */
    static final String COLUMNS = "BRX_TERMINAL_COLUMNS";

    private static final int USUAL_COLUMNS = 80;

    /** A terminal that stays as wide as it is, and is of any height. */
    Terminal(boolean interactive, boolean colours, int columns, @Nullable Supplier<char[]> prompt) {
        this(interactive, colours, new TerminalSize(columns, 0), prompt, Optional::empty);
    }

    /** A pipe or a file. */
    public static Terminal none() {
        return new Terminal(false, false, 0, null);
    }

    /** Width in characters; tables are cut to it, unless it is 0. */
    int columns() {
        return size.columns();
    }

    /** The same in its present size: somebody may have resized it. Asks the system, so once for each screen. */
    Terminal now() {
        return measure.get()
                .map(present -> new Terminal(interactive, colours, present, prompt, measure))
                .orElse(this);
    }

    static Terminal ofProcess(Map<String, String> environment) {
        Console console = System.console();
        boolean asksHere = console != null && isTerminal(console);
        Supplier<char[]> prompt = asksHere ? () -> readPassword(console) : null;
        Optional<Integer> told = Optional.ofNullable(environment.get(COLUMNS)).flatMap(Terminal::number);
        if (told.isEmpty() && !asksHere) {
            return new Terminal(false, false, 0, prompt);
        }
        int columns = told.filter(width -> width > 0).orElse(USUAL_COLUMNS);
        boolean dumb = "dumb".equals(environment.get("TERM"));
        boolean colours = !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(!dumb, colours, new TerminalSize(columns, 0), prompt, TerminalSize::measured);
    }

    private static char[] readPassword(Console console) {
        char[] typed = console.readPassword("CardTrader token (not shown): ");
        return typed == null ? new char[0] : typed;
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.parseInt(text.strip()));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    /** From Java 22 on there is a console even where there is no terminal, and a method that tells them apart. */
    private static boolean isTerminal(Console console) {
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException olderJava) {
            return true;
        }
    }
}
