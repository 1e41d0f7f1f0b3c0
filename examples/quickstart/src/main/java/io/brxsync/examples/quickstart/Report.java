package io.brxsync.examples.quickstart;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What the newcomer reads. */
final class Report {
    void step(String title) {
        System.out.println();
        System.out.println("== " + title);
    }

    void say(String line) {
        System.out.println("   " + line);
    }

    /** Columns right-aligned, the first one left-aligned. */
    void table(List<String[]> rows) {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(
                        String.format(Locale.ROOT, i == 0 ? "%-" + widths[i] + "s" : "  %" + widths[i] + "s", row[i]));
            }
            say(line.toString());
        }
    }

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    /** How many, the median and the slowest. */
    static String latencies(List<Duration> took) {
        List<Duration> sorted = took.stream().sorted().toList();
        return sorted.size() + " sales, median " + sorted.get(sorted.size() / 2).toMillis() + " ms, slowest "
                + sorted.get(sorted.size() - 1).toMillis() + " ms";
    }
}
