package io.brxsync.cli.logging;

import io.brxsync.BrxException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A file that log events are appended to, a JSON object a line: {@code time}, {@code level}, {@code logger}, {@code
 * thread}, {@code message} and, if there is one, {@code exception}. Each line is one write in append mode, so several
 * processes may share the file. Thread-safe.
 */
final class JsonLines {
    private static final JsonFactory JSON = new JsonFactory();

    private final FileChannel channel;
    private final Clock clock;

    private JsonLines(FileChannel channel, Clock clock) {
        this.channel = channel;
        this.clock = clock;
    }

    /**
     * Opens the file, with its directory, at its end.
     *
     * @throws BrxException {@code CONFIGURATION} if it cannot be written
     */
    static JsonLines open(Path file, Clock clock) {
        return new JsonLines(channel(file), clock);
    }

    /** Creates the file if need be; throws as {@link #open}. */
    static void check(Path file) {
        try (FileChannel channel = channel(file)) {
            channel.size();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static FileChannel channel(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static BrxException unwritable(Path file, IOException cause) {
        return BrxException.of(
                BrxException.Kind.CONFIGURATION,
                "SYNC_LOG_TO_FILE: " + file + " cannot be written; make its directory writable, or set it to false",
                cause);
    }

    void append(Level level, String logger, String message, @Nullable Throwable thrown) {
        byte[] line = line(level, logger, message, thrown).getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.wrap(line);
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException full) {
            // A full disk must not stop the work: the same event went to standard error.
            return;
        }
    }

    private String line(Level level, String logger, String message, @Nullable Throwable thrown) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("time", clock.instant().toString());
            json.writeStringProperty("level", level.name());
            json.writeStringProperty("logger", logger);
            json.writeStringProperty("thread", Thread.currentThread().getName());
            json.writeStringProperty("message", message);
            if (thrown != null) {
                StringWriter trace = new StringWriter();
                thrown.printStackTrace(new PrintWriter(trace));
                json.writeStringProperty("exception", trace.toString());
            }
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }
}
