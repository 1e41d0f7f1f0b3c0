package io.brxsync.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Ids that were seen before. */
final class SeenIdsTest {

    @Test
    void whatWasAddedBeforeIsNeverTakenForNew() {
        SeenIds seen = new SeenIds();
        long[] ids = new SplittableRandom(7).longs(50_000).toArray();
        for (long id : ids) {
            seen.add(id);
        }
        assertThat(LongStream.of(ids)).allMatch(seen::add);
        assertThat(seen.add(ids[49_999])).isTrue();
    }

    @Test
    void neighbouringIdsOfALargeInventoryAreToldApart() {
        SeenIds seen = new SeenIds();
        long wrong =
                LongStream.range(452_000_000L, 452_100_000L).filter(seen::add).count();
        assertThat(wrong).isLessThanOrEqualTo(1);
    }

    @Test
    void widelySpreadIdsAreToldApart() {
        SeenIds seen = new SeenIds();
        long wrong = LongStream.range(0, 100_000)
                .map(n -> 1_000_003L * n)
                .filter(seen::add)
                .count();
        assertThat(wrong).isLessThanOrEqualTo(1);
    }

    @Test
    void extremesAreIdsLikeOthers() {
        SeenIds seen = new SeenIds();
        assertThat(LongStream.of(0, -1, 1, Long.MAX_VALUE, Long.MIN_VALUE)).noneMatch(seen::add);
        assertThat(LongStream.of(0, -1, 1, Long.MAX_VALUE, Long.MIN_VALUE)).allMatch(seen::add);
    }
}
