package io.brxsync.examples.benchmark;

import io.brxsync.examples.benchmark.Comparison.Outcome;
import io.brxsync.examples.benchmark.Comparison.Row;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The answer to a question: where, when and with what it was measured, and the figures. Immutable.
 *
 * @param question the command
 * @param machine where
 * @param versions of what was measured, by name
 * @param outcomes the figures
 */
public record Report(String question, Machine machine, Map<String, String> versions, List<Outcome> outcomes) {
    private static final String GAP = "  ";

    /** A table per comparison; a figure is a median, behind it how many times that is the floor's. */
    public void print(PrintStream out) {
        out.printf("%n%s %s%n", machine, versions);
        for (Outcome outcome : outcomes) {
            out.printf("%n%s%n%s%n%n", outcome.title(), outcome.note());
            table(outcome).forEach(out::println);
        }
    }

    /** The same for programs, with the values of every round. */
    public void write(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(
                file,
                JsonMapper.builder()
                                .enable(SerializationFeature.INDENT_OUTPUT)
                                .build()
                                .writeValueAsString(this)
                        + "\n");
    }

    private static List<String> table(Outcome outcome) {
        Set<String> figures = new LinkedHashSet<>();
        outcome.rows().forEach(row -> figures.addAll(row.medians().keySet()));
        List<List<String>> cells = new ArrayList<>();
        List<String> heads = new ArrayList<>(List.of(""));
        outcome.rows().forEach(row -> heads.add(row.name()));
        cells.add(heads);
        for (String figure : figures) {
            List<String> line = new ArrayList<>(List.of(figure));
            outcome.rows()
                    .forEach(row -> line.add(cell(figure, row, outcome.rows().get(0))));
            cells.add(line);
        }
        return aligned(cells);
    }

    private static String cell(String figure, Row row, Row floor) {
        Double value = row.medians().get(figure);
        Double least = floor.medians().get(figure);
        if (value == null) {
            return "-";
        }
        String ratio = row == floor || least == null || least == 0
                ? ""
                : String.format(Locale.ROOT, " (%.2fx)", value / least);
        return number(value) + ratio;
    }

    private static String number(double value) {
        boolean whole = value == Math.rint(value);
        return String.format(Locale.ROOT, whole || value >= 1000 ? "%,.0f" : value >= 10 ? "%.1f" : "%.4f", value);
    }

    private static List<String> aligned(List<List<String>> cells) {
        int columns = cells.get(0).size();
        List<String> lines = new ArrayList<>();
        int[] widths = new int[columns];
        cells.forEach(line -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        for (List<String> line : cells) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String padding = " ".repeat(widths[i] - line.get(i).length());
                text.append(i == 0 ? line.get(i) + padding : GAP + padding + line.get(i));
            }
            lines.add(text.toString().stripTrailing());
        }
        return lines;
    }
}
