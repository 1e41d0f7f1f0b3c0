package io.brxsync.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A flat array of strings, read from front to back. */
final class Reply {
    private final List<String> values;
    private int at;

    Reply(List<String> values) {
        this.values = values;
    }

    String next() {
        return values.get(at++);
    }

    long nextLong() {
        return Long.parseLong(next());
    }

    void skip(int count) {
        at += count;
    }

    boolean hasNext() {
        return at < values.size();
    }

    Instant nextInstant() {
        return Instant.ofEpochMilli(nextLong());
    }

    /** A count and then so many entries. */
    <T> List<T> list(Function<Reply, T> entry) {
        int count = (int) nextLong();
        List<T> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(entry.apply(this));
        }
        return list;
    }
}
