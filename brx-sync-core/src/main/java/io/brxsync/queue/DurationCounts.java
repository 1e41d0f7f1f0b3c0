package io.brxsync.queue;

import java.time.Duration;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How many durations fell into which power of two. Immutable.
 *
 * @param counts entry {@code i} counts those of at most 2<sup>i</sup> ms and more than half of that; the last entry counts
 *     all longer ones too
 */
public record DurationCounts(List<Long> counts) {
    /** The last entry begins beyond four and a half hours. */
    public static final int SIZE = 26;

    /** Nothing counted. */
    public static final DurationCounts NONE =
            new DurationCounts(IntStream.range(0, SIZE).mapToObj(i -> 0L).toList());

    /** Copies the list, made as long or as short as it has to be: another version may have another size. */
    public DurationCounts {
        List<Long> given = List.copyOf(counts);
        counts = IntStream.range(0, SIZE)
                .mapToObj(i -> i < given.size() ? given.get(i) : 0L)
                .toList();
    }

    /** The entry that a duration belongs to. */
    public static int indexOf(Duration duration) {
        long millis = duration.toMillis();
        if (millis <= 1) {
            return 0;
        }
        return Math.min(SIZE - 1, Long.SIZE - Long.numberOfLeadingZeros(millis - 1));
    }

    /** All durations. */
    public long total() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The time within which a share of the durations lies, rounded up to a power of two.
     *
     * @param share 0 to 1
     * @return null when there are none
     */
    public @Nullable Duration within(double share) {
        long wanted = (long) Math.ceil(share * total());
        long seen = 0;
        for (int i = 0; i < SIZE; i++) {
            seen += counts.get(i);
            if (seen > 0 && seen >= wanted) {
                return Duration.ofMillis(1L << i);
            }
        }
        return null;
    }

    DurationCounts plus(DurationCounts other) {
        return combined(other, Long::sum);
    }

    DurationCounts minus(DurationCounts earlier) {
        return combined(earlier, (now, before) -> now - before);
    }

    private DurationCounts combined(DurationCounts other, LongBinaryOperator operator) {
        return new DurationCounts(IntStream.range(0, SIZE)
                .mapToObj(i -> operator.applyAsLong(counts.get(i), other.counts.get(i)))
                .toList());
    }
}
