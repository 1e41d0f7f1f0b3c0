package io.brxsync.cli;

import java.io.PrintStream;

/**
 * One line at the bottom of a terminal that says how far everything is, while finished lines scroll above it; nothing
 * but those lines where nobody watches. For one thread.
 */
final class ProgressBar {
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final int WIDTH = 30;

    private final Shell shell;
    private boolean shown;

    ProgressBar(Shell shell) {
        this.shell = shell;
    }

    /**
     * Draws the bar.
     *
     * @param fraction 0 to 1
     * @param label what stands behind it
     */
    void show(double fraction, String label) {
        if (!shell.terminal().interactive()) {
            return;
        }
        int full = (int) Math.round(Math.max(0, Math.min(1, fraction)) * WIDTH);
        String line = "[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] "
                + (int) Math.floor(100 * Math.max(0, Math.min(1, fraction))) + "%  " + label;
        int columns = shell.terminal().columns();
        PrintStream err = shell.err();
        err.print(CLEAR_LINE + (columns > 1 && line.length() >= columns ? line.substring(0, columns - 1) : line));
        err.flush();
        shown = true;
    }

    /** Prints a line above the bar. */
    void println(String line) {
        clear();
        shell.out().println(line);
        shell.out().flush();
    }

    /** Takes the bar away. */
    void clear() {
        if (shown) {
            shell.err().print(CLEAR_LINE);
            shell.err().flush();
            shown = false;
        }
    }
}
