package io.brxsync.examples.benchmark;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Contenders side by side. They take turns, each round beginning with another one, so that a machine that is busier for
 * a while is so for all of them. Immutable.
 *
 * @param title what is compared
 * @param note under which conditions
 * @param contenders the first is the floor that the others are set against
 */
public record Comparison(String title, String note, List<Contender> contenders) {
    /** Copies the list. */
    public Comparison {
        contenders = List.copyOf(contenders);
    }

    /**
     * One contender's figures.
     *
     * @param name the contender
     * @param medians over all rounds
     * @param rounds every value, in order
     */
    public record Row(String name, Map<String, Double> medians, Map<String, List<Double>> rounds) {}

    /** What came out. */
    public record Outcome(String title, String note, List<Row> rows) {}

    /** Measures all of them so many times; says on {@code progress} what it is doing. */
    public Outcome run(int rounds, PrintStream progress) throws Exception {
        Map<Contender, Map<String, List<Double>>> measured = new LinkedHashMap<>();
        contenders.forEach(contender -> measured.put(contender, new LinkedHashMap<>()));
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < contenders.size(); turn++) {
                Contender contender = contenders.get((round + turn) % contenders.size());
                progress.printf("%s: round %d of %d, %s%n", title, round + 1, rounds, contender.name());
                Map<String, List<Double>> all = measured.get(contender);
                contender
                        .trial()
                        .run()
                        .values()
                        .forEach((name, value) -> all.computeIfAbsent(name, first -> new ArrayList<>())
                                .add(value));
            }
        }
        List<Row> rows = new ArrayList<>();
        measured.forEach((contender, all) -> {
            Map<String, Double> medians = new LinkedHashMap<>();
            all.forEach((name, values) -> medians.put(name, median(values)));
            rows.add(new Row(contender.name(), medians, all));
        });
        return new Outcome(title, note, rows);
    }

    /** The middle one, or the mean of the two. */
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
