package io.brxsync.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows under headings, in columns as wide as needed; the widest columns give way where a terminal is too
 * narrow, and then the last ones.
 */
final class Table {
    private static final String GAP = "  ";
    private static final int NARROWEST = 8;

    /** In every character set, whatever the terminal's is. */
    private static final String CUT = "~";

    private final List<String> headings;
    private final boolean[] right;
    private final List<List<String>> rows = new ArrayList<>();

    /** Headings; one that begins with {@code >} stands over numbers, which are set to the right. */
    Table(String... headings) {
        this.headings = Arrays.stream(headings)
                .map(heading -> heading.startsWith(">") ? heading.substring(1) : heading)
                .toList();
        this.right = new boolean[headings.length];
        for (int i = 0; i < headings.length; i++) {
            right[i] = headings[i].startsWith(">");
        }
    }

    Table row(Object... cells) {
        rows.add(Arrays.stream(cells)
                .map(cell -> cell == null ? "-" : cell.toString())
                .map(Table::oneLine)
                .toList());
        return this;
    }

    /** Prints all rows; with headings in bold where colours are wanted. */
    void print(PrintStream out, Terminal terminal) {
        int[] widths = widths(terminal.columns());
        String head = fit(line(headings, widths), terminal);
        out.println(terminal.colours() ? "\u001b[1m" + head + "\u001b[0m" : head);
        rows.forEach(row -> out.println(fit(line(row, widths), terminal)));
    }

    /** A line that fits into one of the terminal: a screen that wraps cannot be read any more, and not be redrawn either. */
    static String fit(String line, Terminal terminal) {
        return terminal.columns() > 0 ? cut(line, terminal.columns()) : line;
    }

    private int[] widths(int columns) {
        int[] widths = new int[headings.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = headings.get(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        int available = columns - GAP.length() * (widths.length - 1);
        while (columns > 0 && Arrays.stream(widths).sum() > available) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] >= widths[widest] ? i : widest;
            }
            if (widths[widest] <= NARROWEST) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cut(cells.get(i), widths[i]);
            String padding = " ".repeat(Math.max(0, widths[i] - length(cell)));
            line.append(i == 0 ? "" : GAP).append(right[i] ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String cell, int width) {
        return length(cell) <= width ? cell : cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + CUT;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** What comes from outside must neither break the table nor steer the terminal. */
    private static String oneLine(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
