package io.brxsync.cardtrader;

import io.brxsync.cardtrader.http.HttpSettings;
import io.brxsync.cardtrader.http.Surroundings;
import io.brxsync.config.BrxConfig;
import io.brxsync.port.ApiToken;
import io.brxsync.port.ExportFilter;
import io.brxsync.port.ExportSink;
import io.brxsync.port.ExportSummary;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.MarketplaceListener;
import io.brxsync.port.Seller;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Exports an inventory a few times in a JVM of its own and says how fast and in how much heap. Arguments: base URL and
 * number of rounds; the token comes on standard input.
 */
final class ExportProbe {
    private ExportProbe() {}

    public static void main(String[] arguments) throws Exception {
        ApiToken token;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            token = ApiToken.of(in.readLine());
        }
        BrxConfig config = BrxConfig.from(Map.of("CARDTRADER_API_BASE_URL", arguments[0]));
        InstantSource clock = InstantSource.system();
        Surroundings around = new Surroundings(
                new SlidingAllowance(clock, 200, 1, Duration.ofSeconds(10)),
                MarketplaceListener.NONE,
                clock,
                duration -> {},
                () -> 0);
        try (CardTrader client =
                CardTraderProvider.open(HttpSettings.of(config.cardTrader(), config.limits()), around)) {
            for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
                export(client, new Seller(new UUID(0, 1), token));
            }
        }
    }

    private static void export(CardTrader client, Seller seller) {
        Sum sum = new Sum();
        long began = System.nanoTime();
        ExportSummary summary = client.export(seller, new ExportFilter.Everything(), sum);
        double seconds = (System.nanoTime() - began) / 1e9;
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        System.out.printf(
                Locale.ROOT,
                "products=%d broken=%d quantity=%d wire_bytes=%d seconds=%.2f rows_per_second=%.0f peak_heap_mib=%d%n",
                summary.products(),
                summary.broken(),
                sum.quantity,
                summary.bytes(),
                seconds,
                summary.products() / seconds,
                peak >> 20);
    }

    private static final class Sum implements ExportSink {
        private long quantity;

        @Override
        public void product(ExportedProduct product) {
            quantity += product.quantity();
        }

        @Override
        public void broken(long row, String reason) {
            throw new IllegalStateException(row + ": " + reason);
        }
    }
}
