package io.brxsync.examples.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run.sh}: plays load and faults and judges what comes of it. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        subcommands = IdleCost.class,
        description = "Plays load and faults against real workers and servers and checks every promise of the queue."
                + " Exits with 0 only if all were kept.")
public final class Chaos implements Callable<Integer> {
    @Option(names = "--minutes", paramLabel = "N", description = "How long the load lasts (default: 1).")
    private double minutes = 1;

    @Option(names = "--workers", paramLabel = "N", description = "Worker processes (default: 3).")
    private int workers = 3;

    @Option(names = "--rate", paramLabel = "N", description = "Tasks per second (default: 100).")
    private int rate = 100;

    @Option(names = "--seed", paramLabel = "N", description = "Decides about load and faults (default: any).")
    private @Nullable Long seed;

    @Option(names = "--keep", paramLabel = "DIR", description = "Keep histories and logs of the workers here.")
    private @Nullable Path keep;

    private final PrintStream out;

    Chaos(PrintStream out) {
        this.out = out;
    }

    /** The program. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Chaos(System.out)).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        long number = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
        Duration length = Duration.ofMillis(Math.round(minutes * 60_000));
        Plan plan = Plan.of(number, length, rate);
        out.printf(
                "seed %d: %d tasks and %d faults in %d s, %d workers%n",
                number, plan.load().size(), plan.faults().size(), length.toSeconds(), workers);
        Path directory = keep == null ? Files.createTempDirectory("brx-chaos-") : Files.createDirectories(keep);
        try (Play play = new Play(plan, workers, directory, out)) {
            Verdict verdict = play.run();
            out.print(verdict.table());
            out.printf(verdict.holds() ? "All promises were kept.%n" : "Play it again with --seed %d%n", number);
            return verdict.holds() ? 0 : 1;
        } finally {
            if (keep == null) {
                delete(directory);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
