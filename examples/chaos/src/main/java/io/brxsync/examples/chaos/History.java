package io.brxsync.examples.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one worker did, a line per event in a file of its own, each handed to the operating system before the work goes on,
 * so that it outlives the process. Thread-safe.
 */
final class History implements AutoCloseable {
    /** What can happen to a task in a worker. */
    enum Event {
        /** A worker has the task. */
        STARTED,
        /** The handler begins. */
        WORKING,
        /** The handler failed on purpose. */
        FAILED,
        /** The effect and its ledger row are committed. */
        EFFECT,
        /** The ledger has the effect already. */
        KNOWN,
        /** The database refused the effect: a later claim began. */
        REFUSED,
        /** The handler was interrupted. */
        INTERRUPTED,
        /** The queue said that somebody else holds the task. */
        LEASE_LOST
    }

    /** One line of a history. */
    record Entry(Event event, String task, long token, int attempts, int crashes, long millis) {
        static Entry parse(String line) {
            String[] words = line.split(" ");
            return new Entry(
                    Event.valueOf(words[0]),
                    words[1],
                    Long.parseLong(words[2]),
                    Integer.parseInt(words[3]),
                    Integer.parseInt(words[4]),
                    Long.parseLong(words[5]));
        }

        @Override
        public String toString() {
            return event + " " + task + " " + token + " " + attempts + " " + crashes + " " + millis;
        }
    }

    private final Writer out;

    History(Path file) {
        try {
            out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void add(Entry entry) {
        try {
            out.write(entry + "\n");
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The events of one file; a last line that was cut off by a kill does not count. */
    static List<Entry> read(Path file) {
        try {
            String text = Files.exists(file) ? Files.readString(file) : "";
            int end = text.lastIndexOf('\n');
            return end < 0
                    ? List.of()
                    : text.substring(0, end).lines().map(Entry::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The events of all workers. */
    static List<Entry> readAll(Path directory) {
        List<Entry> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.toString().endsWith(".history")).forEach(file -> all.addAll(read(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
