package io.brxsync.examples.benchmark.micro;

import io.brxsync.examples.benchmark.Comparison.Outcome;
import io.brxsync.examples.benchmark.Comparison.Row;
import io.brxsync.examples.benchmark.Machine;
import io.brxsync.examples.benchmark.Report;
import io.brxsync.examples.benchmark.Versions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run.sh micro}. */
@Command(
        name = "micro",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What do small parts cost alone: task codec, export parser, script round trips?",
            "Measured by JMH, one thread; the floor of each is what Jackson or Redis cost without us."
        })
public final class MicroQuestion implements Callable<Integer> {
    private static final String FLOOR = "floor";

    @Option(names = "--only", paramLabel = "NAME", description = "Encode, Decode, Export or Script (default: all).")
    private String only = "";

    @Option(names = "--forks", paramLabel = "N", description = "Processes for each, 0 for none (default: 2).")
    private int forks = 2;

    @Option(names = "--iterations", paramLabel = "N", description = "Iterations, and as many to warm up (default: 5).")
    private int iterations = 5;

    @Option(names = "--millis", paramLabel = "N", description = "Length of each iteration (default: 1000).")
    private int millis = 1000;

    @Option(names = "--json", paramLabel = "FILE", description = "Where the figures go (default: micro.json).")
    private Path json = Path.of("micro.json");

    @Override
    public Integer call() throws Exception {
        Machine machine = Machine.here(Clock.systemUTC());
        Options options = new OptionsBuilder()
                .include("\\.micro\\." + only + "[A-Za-z]*Benchmark\\.")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(forks)
                .warmupIterations(iterations)
                .warmupTime(TimeValue.milliseconds(millis))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.milliseconds(millis))
                .jvmArgsAppend("-Dorg.slf4j.simpleLogger.defaultLogLevel=error")
                .shouldFailOnError(true)
                .build();
        Report report = new Report(
                "micro",
                machine,
                Map.of("jmh", Versions.of("org.openjdk.jmh", "jmh-core")),
                outcomes(new Runner(options).run()));
        report.print(System.out);
        report.write(json);
        return 0;
    }

    private static List<Outcome> outcomes(Collection<RunResult> results) {
        Map<String, List<Row>> byClass = new LinkedHashMap<>();
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            String method = name.substring(name.lastIndexOf('.') + 1);
            String type = name.substring(0, name.lastIndexOf('.')).replaceAll(".*\\.", "");
            byClass.computeIfAbsent(type, first -> new ArrayList<>()).add(row(method, result.getPrimaryResult()));
        }
        List<Outcome> outcomes = new ArrayList<>();
        byClass.values()
                .forEach(rows ->
                        rows.sort(Comparator.comparing(row -> !row.name().equals(FLOOR))));
        byClass.forEach((type, rows) ->
                outcomes.add(new Outcome(type, "mean of all iterations, and its error at 99.9 % confidence", rows)));
        return outcomes;
    }

    private static Row row(String method, Result<?> result) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("us", result.getScore());
        if (!Double.isNaN(result.getScoreError())) {
            figures.put("error us", result.getScoreError());
        }
        Map<String, List<Double>> rounds = new LinkedHashMap<>();
        figures.forEach((name, value) -> rounds.put(name, List.of(value)));
        return new Row(method, figures, rounds);
    }
}
