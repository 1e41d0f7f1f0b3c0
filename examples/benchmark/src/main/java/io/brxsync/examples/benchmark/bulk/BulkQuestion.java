package io.brxsync.examples.benchmark.bulk;

import io.brxsync.examples.benchmark.Comparison;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Question;
import io.brxsync.examples.benchmark.Versions;
import io.brxsync.examples.benchmark.setting.Setting;
import io.brxsync.examples.simulator.SimulatorOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run.sh bulk}. */
@Command(
        name = "bulk",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How many products a second get from CardTrader's export into committed rows: first sync, nothing changed, 5 %%"
                    + " changed? What does that write, and how much heap does it need?",
            "Each contender is a process of its own, on a database of its own in one PostgreSQL whose every commit is"
                    + " durable; the simulator is in neither. The floor is COPY of the same rows into the same table."
        })
public final class BulkQuestion extends Question {
    private static final int FULL = 1_000_000;
    private static final int SCALED = 200_000;
    /** Products in all that each contender has loaded before it is measured. */
    private static final int WARM_UP = 100_000;

    /** Products of a seller to warm up with, at most: many small ones rather than one large one. */
    private static final int WARM_UP_PRODUCTS = 10_000;

    private static final String PREFIX = "ix_user_inventory_items_";

    /** The indexes of the mirror that are no keys. */
    private static final List<String> SEARCHED = Stream.of(
                    "user_id", "blueprint_id", "external_stock_id", "updated_at", "missing", "read")
            .map(PREFIX::concat)
            .toList();

    @Option(names = "--only", paramLabel = "SHAPE", description = "one, many or small (default: all).")
    private @Nullable Size only;

    @Option(
            names = "--full",
            description =
                    "200 × 5,000 and 5,000 × 200 instead of a fifth of the sellers; the driver needs 2 GB of heap.")
    private boolean full;

    @Option(
            names = "--indexes",
            description = "Instead of all that: what each index of the mirror costs COPY, told by leaving it out.")
    private boolean indexes;

    @Option(names = "--users", paramLabel = "N", description = "Sellers, instead of those of the shape.")
    private int users;

    @Option(names = "--products", paramLabel = "N", description = "Products of each, instead of those of the shape.")
    private int products;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of each contender (default: 8).")
    private int threads = 8;

    @Option(names = "--heap", paramLabel = "MIB", description = "Heap that each may use (default: 256).")
    private int heap = 256;

    @Option(
            names = "--row-wise",
            paramLabel = "N",
            description = "The row-wise rival gets at most so many products, or it would never end (default: 10000).")
    private int rowWise = 10_000;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "How long each contender has worked before it is measured, at least (default: 40).")
    private int warmUpSeconds = 40;

    @Option(
            names = "--ways",
            split = ",",
            paramLabel = "WAY",
            description = "Only these of COPY, COPY_SORTED, DOWNLOAD, ROW_WISE and SYNC.")
    private Set<Ways> ways = EnumSet.allOf(Ways.class);

    /** Inventories of different sizes. */
    enum Size {
        /** One seller with 300,000 products. */
        one,
        /** Sellers with 5,000. */
        many,
        /** Sellers with 200. */
        small
    }

    /** The question with its defaults. */
    public BulkQuestion() {
        super("bulk", 3);
    }

    @Override
    protected List<Comparison.Outcome> ask(int rounds, PrintStream out) throws Exception {
        List<Comparison.Outcome> outcomes = new ArrayList<>();
        for (Size size : Size.values()) {
            if (only == null || only == size) {
                outcomes.add(compare(shape(size), rounds, out));
            }
        }
        return outcomes;
    }

    @Override
    protected Map<String, String> versions() {
        return Map.of("pgjdbc", Versions.of("org.postgresql", "postgresql"));
    }

    private Shape shape(Size size) {
        int total = full ? FULL : SCALED;
        Shape usual = switch (size) {
            case one -> new Shape(1, 300_000);
            case many -> new Shape(total / 5_000, 5_000);
            case small -> new Shape(total / 200, 200);
        };
        return new Shape(users > 0 ? users : usual.users(), products > 0 ? products : usual.products());
    }

    private Comparison.Outcome compare(Shape shape, int rounds, PrintStream out) throws Exception {
        try (Setting setting = new Setting(SimulatorOptions.defaults())) {
            setting.accounts(shape.users(), shape.products());
            int part = shape.users();
            Shape few = shape.atMost(rowWise);
            Shape tenth = shape.atMost(Math.max(1, shape.total() / 10));
            // A part of a single inventory is an inventory of its own.
            setting.accounts(part + 1, few.products());
            setting.accounts(part + 2, tenth.products());
            int warm = part + 2;
            int warmUpProducts = Math.min(WARM_UP_PRODUCTS, shape.products());
            int warmUpUsers = Math.max(1, Math.min(WARM_UP, shape.total()) / warmUpProducts);
            setting.accounts(warm + warmUpUsers, warmUpProducts);
            BulkTrial.WarmUp before = new BulkTrial.WarmUp(warm, warmUpUsers, warmUpSeconds);
            try (Rows rows = Rows.of(setting, warm + warmUpUsers)) {
                Field field = new Field(setting);
                field.enter("COPY", Ways.COPY, load(0, shape, before, rows.asExported()));
                if (indexes) {
                    field.enterWithoutIndexes(load(0, shape, before, rows.asExported()));
                    return comparison(shape, few, field.contenders()).run(rounds, out);
                }
                field.enter("COPY sorted", Ways.COPY_SORTED, load(0, shape, before, rows.sorted()));
                field.enter("download only", Ways.DOWNLOAD, load(0, shape, before, rows.asExported()));
                int fewFrom = few.products() == shape.products() ? 0 : part;
                field.enter("row-wise", Ways.ROW_WISE, load(fewFrom, few, before, rows.asExported()));
                field.enter("sync", Ways.SYNC, load(0, shape, before, rows.asExported()));
                if (shape.users() == 1) {
                    field.enter("sync of a tenth", Ways.SYNC, load(part + 1, tenth, before, rows.asExported()));
                }
                return comparison(shape, few, field.contenders()).run(rounds, out);
            }
        }
    }

    private Comparison comparison(Shape shape, Shape few, List<Contender> contenders) {
        return new Comparison(
                "Bulk sync " + shape,
                String.format(
                        Locale.ROOT,
                        "sellers × products; %d threads and %d MiB of heap for each contender, row-wise with %s",
                        threads,
                        heap,
                        few),
                contenders);
    }

    private BulkTrial.Load load(int first, Shape shape, BulkTrial.WarmUp before, Path rows) {
        return new BulkTrial.Load(first, shape, before, threads, heap, rows, List.of());
    }

    /** Who takes part. */
    private final class Field {
        private final Setting setting;
        private final List<Contender> contenders = new ArrayList<>();

        Field(Setting setting) {
            this.setting = setting;
        }

        void enter(String name, Ways way, BulkTrial.Load load) {
            if (ways.contains(way)) {
                contenders.add(new Contender(name, new BulkTrial(setting, way, load)));
            }
        }

        void enterWithoutIndexes(BulkTrial.Load load) {
            for (String index : SEARCHED) {
                enter("without " + index.substring(PREFIX.length()), Ways.COPY, load.without(List.of(index)));
            }
            enter("keys only", Ways.COPY, load.without(SEARCHED));
        }

        List<Contender> contenders() {
            return contenders;
        }
    }
}
