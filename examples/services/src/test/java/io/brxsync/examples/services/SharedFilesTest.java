package io.brxsync.examples.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedFilesTest {
    private final AtomicInteger fillings = new AtomicInteger();

    @TempDir
    Path home;

    @Test
    void fillsOnce() throws IOException {
        Path first = SharedFiles.prepare(home, "tool-1", this::fill);
        Path second = SharedFiles.prepare(home, "tool-1", this::fill);
        assertThat(second).isEqualTo(first);
        assertThat(first.resolve("bin/run")).hasContent("1");
        assertThat(fillings).hasValue(1);
    }

    @Test
    void aFailedFillingIsRepeated() throws IOException {
        assertThatThrownBy(() -> SharedFiles.prepare(home, "tool-1", directory -> {
                    fill(directory);
                    throw new IllegalStateException("halfway");
                }))
                .hasMessage("halfway");
        assertThat(home.resolve("tool-1")).doesNotExist();
        assertThat(SharedFiles.prepare(home, "tool-1", this::fill).resolve("bin/run"))
                .hasContent("2");
    }

    @Test
    void aDirectoryThatLostAFileIsFilledAnew() throws IOException {
        Path directory = SharedFiles.prepare(home, "tool-1", this::fill);
        Files.delete(directory.resolve("bin/run"));
        SharedFiles.prepare(home, "tool-1", this::fill);
        assertThat(directory.resolve("bin/run")).hasContent("2");
    }

    private void fill(Path directory) {
        try {
            Files.createDirectory(directory.resolve("bin"));
            Files.writeString(directory.resolve("bin/run"), "" + fillings.incrementAndGet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
