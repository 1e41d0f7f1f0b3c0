package io.brxsync.cli.logging;

import io.brxsync.BrxException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Where log events go, a JSON object a line: {@code time}, {@code level}, {@code logger}, {@code thread}, {@code message}
 * and, if there are any, {@code fields} and {@code exception}. In a file, each line is one write in append mode, so several
 * processes may share it. Thread-safe.
 */
final class JsonLines {
    private static final JsonFactory JSON = new JsonFactory();

    private final WritableByteChannel channel;
    private final Clock clock;

    /**
     * What happened.
     *
     * @param message the text with everything in it
     * @param fields what the text names, as {@code task=…}, by its name
     */
    record Event(
            Level level,
            String logger,
            String message,
            Map<String, String> fields,
            @Nullable Throwable thrown) {
        private static final Pattern PLACE = Pattern.compile("(?:(\\w+)=)?\\{}");

        /** The arguments that a pattern has names for, as in {@code task={}}, in its order. */
        static Map<String, String> named(@Nullable String pattern, @Nullable Object @Nullable [] arguments) {
            if (pattern == null || arguments == null) {
                return Map.of();
            }
            Map<String, String> fields = new LinkedHashMap<>();
            Matcher place = PLACE.matcher(pattern);
            for (int i = 0; i < arguments.length && place.find(); i++) {
                if (place.group(1) != null) {
                    fields.put(place.group(1), String.valueOf(arguments[i]));
                }
            }
            return fields;
        }
    }

    private JsonLines(WritableByteChannel channel, Clock clock) {
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

    /** Lines to a stream that is somebody else's to close. */
    static JsonLines to(OutputStream stream, Clock clock) {
        return new JsonLines(Channels.newChannel(stream), clock);
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

    void append(Event event) {
        ByteBuffer bytes = ByteBuffer.wrap(line(event).getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException full) {
            // A full disk, or a reader that is gone, must not stop the work; nowhere is left to tell of it.
            return;
        }
    }

    private String line(Event event) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("time", clock.instant().toString());
            json.writeStringProperty("level", event.level().name());
            json.writeStringProperty("logger", event.logger());
            json.writeStringProperty("thread", Thread.currentThread().getName());
            json.writeStringProperty("message", event.message());
            if (!event.fields().isEmpty()) {
                json.writeObjectPropertyStart("fields");
                event.fields().forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            if (event.thrown() != null) {
                StringWriter trace = new StringWriter();
                event.thrown().printStackTrace(new PrintWriter(trace));
                json.writeStringProperty("exception", trace.toString());
            }
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }
}
