package io.brxsync.examples.benchmark.scale;

import io.brxsync.examples.benchmark.Comparison;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Question;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run.sh scale}. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Do twice the sellers take twice the time, in the same memory? What do more workers bring, and which resource is"
                    + " used up first?",
            "First syncs of all sellers by workers with 8 threads, while others' orders come in. Each column stands beside the"
                    + " first one."
        })
public final class ScaleQuestion extends Question {
    private static final List<Integer> STEPS = List.of(500, 1000, 2000, 5000);

    @Option(names = "--only", paramLabel = "PART", description = "users or workers (default: both).")
    private @Nullable Part only;

    @Option(
            names = "--steps",
            paramLabel = "N",
            split = ",",
            description = "Sellers of one worker (default: 500,1000,2000,5000; the last wants BENCHMARK_HEAP=3g).")
    private List<Integer> steps = STEPS;

    @Option(names = "--users", paramLabel = "N", description = "Sellers of 1, 2 and 4 workers (default: 1000).")
    private int users = 1000;

    @Option(names = "--workers", paramLabel = "N", split = ",", description = "Worker processes (default: 1,2,4).")
    private List<Integer> workers = List.of(1, 2, 4);

    @Option(names = "--products", paramLabel = "N", description = "Products of each seller (default: 500).")
    private int products = 500;

    @Option(names = "--orders", paramLabel = "N", description = "Orders a second meanwhile (default: 20).")
    private int orders = 20;

    /** Parts of the answer. */
    enum Part {
        /** More and more sellers. */
        users,
        /** More and more workers. */
        workers
    }

    /** The question with its defaults. */
    public ScaleQuestion() {
        super("scale", 1);
    }

    @Override
    protected List<Comparison.Outcome> ask(int rounds, PrintStream out) throws Exception {
        List<Comparison.Outcome> outcomes = new ArrayList<>();
        for (Part part : Part.values()) {
            if (only == null || only == part) {
                outcomes.add(comparison(part).run(rounds, out));
            }
        }
        return outcomes;
    }

    private Comparison comparison(Part part) {
        List<Contender> contenders = switch (part) {
            case users ->
                steps.stream()
                        .map(step -> new Contender(step + " sellers", new ScaleTrial(step, products, 1, orders)))
                        .toList();
            case workers ->
                workers.stream()
                        .map(count -> new Contender(count + " workers", new ScaleTrial(users, products, count, orders)))
                        .toList();
        };
        String what = part == Part.users ? "one worker process" : users + " sellers";
        return new Comparison(
                "More and more " + part,
                String.format(
                        Locale.ROOT,
                        "%s, %d products each, %d orders a second, 8 threads in each worker",
                        what,
                        products,
                        orders),
                contenders);
    }
}
