package io.brxsync.cardtrader;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.simulator.Product;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A whole large inventory in a heap that could not hold a fraction of it. */
class ExportMemoryTest {
    private static final int PRODUCTS = Integer.getInteger("brx.export.products", 100_000);
    private static final Path OUT = Path.of("target", "export-probe.txt");

    @Test
    void anExportDoesNotHaveToFitIntoMemory() throws Exception {
        try (Rig rig = new Rig(PRODUCTS)) {
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx24m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    ExportProbe.class.getName(),
                    rig.simulator.baseUrl(),
                    Integer.toString(Integer.getInteger("brx.export.rounds", 1)));
            Process probe = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(OUT.toFile())
                    .start();
            try (OutputStream in = probe.getOutputStream()) {
                in.write((rig.account.token() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            try {
                assertThat(probe.waitFor(5, TimeUnit.MINUTES)).isTrue();
            } finally {
                probe.destroyForcibly();
            }

            long quantity = rig.account.inventory().list().stream()
                    .mapToLong(Product::quantity)
                    .sum();
            assertThat(Files.readString(OUT)).contains("products=" + PRODUCTS + " broken=0 quantity=" + quantity + " ");
            assertThat(probe.exitValue()).isZero();
        }
    }
}
