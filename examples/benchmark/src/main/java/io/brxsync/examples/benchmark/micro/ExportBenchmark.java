package io.brxsync.examples.benchmark.micro;

import io.brxsync.cardtrader.wire.ProductExport;
import io.brxsync.examples.simulator.AccountSpec;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.port.ExportSink;
import io.brxsync.port.ExportedProduct;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/** A row of the simulator's export; the floor steps through the tokens of the same bytes. */
@State(Scope.Thread)
public class ExportBenchmark {
    private static final int ROWS = 10_000;

    private byte[] export = {};

    /** Takes an export. */
    @Setup
    public void download() throws IOException, InterruptedException {
        try (CardTraderSimulator simulator = CardTraderSimulator.start()) {
            SimulatedAccount account = simulator.createAccount(AccountSpec.of(ROWS, 1));
            HttpRequest request = HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/products/export"))
                    .header("Authorization", "Bearer " + account.token())
                    .build();
            export = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofByteArray())
                    .body();
        }
    }

    /** Bytes to product. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public ProductExport.Rows row(Blackhole hole) throws IOException {
        return ProductExport.read(new ByteArrayInputStream(export), new ExportSink() {
            @Override
            public void product(ExportedProduct product) {
                hole.consume(product);
            }

            @Override
            public void broken(long row, String reason) {
                throw new IllegalStateException("row " + row + ": " + reason);
            }
        });
    }

    /** The floor. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long floor() {
        long tokens = 0;
        try (JsonParser parser = JsonMapper.shared().createParser(new ByteArrayInputStream(export))) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }
}
