package io.brxsync.examples.benchmark.push;

import io.brxsync.examples.benchmark.Comparison;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Question;
import io.brxsync.examples.benchmark.push.Edits.Order;
import io.brxsync.examples.benchmark.push.PushTrial.How;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run.sh push}. */
@Command(
        name = "push",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How many requests do edits of listings cost, and how long until CardTrader has confirmed the last one?",
            "The floor, and rival, sends a bulk_update for each edit and follows none of them; its time ends when the last"
                    + " one was submitted."
        })
public final class PushQuestion extends Question {
    @Option(names = "--only", paramLabel = "PART", description = "one, many or bursts (default: all).")
    private @Nullable Part only;

    @Option(names = "--users", paramLabel = "N", description = "Sellers (default: 1, then 1000).")
    private int users;

    @Option(names = "--edits", paramLabel = "N", description = "Edits of each (default: 1000, then 10).")
    private int edits;

    @Option(names = "--quantities", description = "Set quantities as well as prices: orders have to be read then.")
    private boolean quantities;

    /** Parts of the answer. */
    enum Part {
        /** 1,000 edits of one seller. */
        one,
        /** 10 edits of 1,000 sellers, who take turns. */
        many,
        /** 10 edits of 1,000 sellers, one seller after the other. */
        bursts
    }

    /** The question with its defaults. */
    public PushQuestion() {
        super("push", 1);
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
        Edits all = switch (part) {
            case one -> edits(1, 1000, Order.BURSTS);
            case many -> edits(1000, 10, Order.TURNS);
            case bursts -> edits(1000, 10, Order.BURSTS);
        };
        return new Comparison(
                String.format(Locale.ROOT, "%,d edits of %,d sellers", all.each(), all.users())
                        + (part == Part.many ? " who take turns" : ""),
                (quantities ? "prices and quantities" : "prices")
                        + "; one worker process with 8 threads, 8 threads of the application",
                List.of(
                        new Contender("one bulk_update each", new PushTrial(How.ONE_BY_ONE, all)),
                        new Contender("worker is there", new PushTrial(How.WORKER_THERE, all)),
                        new Contender("worker comes later", new PushTrial(How.WORKER_LATER, all))));
    }

    private Edits edits(int usersElse, int editsElse, Order order) {
        return new Edits(users > 0 ? users : usersElse, edits > 0 ? edits : editsElse, quantities, order);
    }
}
