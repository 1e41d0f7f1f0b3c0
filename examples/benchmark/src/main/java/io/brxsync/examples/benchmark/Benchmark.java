package io.brxsync.examples.benchmark;

import io.brxsync.examples.benchmark.bulk.BulkQuestion;
import io.brxsync.examples.benchmark.latency.LatencyQuestion;
import io.brxsync.examples.benchmark.limits.LimitsQuestion;
import io.brxsync.examples.benchmark.micro.MicroQuestion;
import io.brxsync.examples.benchmark.push.PushQuestion;
import io.brxsync.examples.benchmark.queue.QueueQuestion;
import io.brxsync.examples.benchmark.recover.RecoverQuestion;
import io.brxsync.examples.benchmark.scale.ScaleQuestion;
import io.brxsync.examples.benchmark.webhooks.WebhooksQuestion;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code run.sh}: one command per question. */
@Command(
        name = "benchmark",
        mixinStandardHelpOptions = true,
        subcommands = {
            BulkQuestion.class,
            LatencyQuestion.class,
            LimitsQuestion.class,
            MicroQuestion.class,
            PushQuestion.class,
            QueueQuestion.class,
            RecoverQuestion.class,
            ScaleQuestion.class,
            WebhooksQuestion.class
        },
        description = "Measures beside floor and rivals, on servers of its own, and prints a table.")
public final class Benchmark {
    Benchmark() {}

    /** The program. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Benchmark()).execute(arguments));
    }
}
