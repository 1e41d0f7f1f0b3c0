package io.brxsync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueShareTest {
    @ParameterizedTest
    @ValueSource(doubles = {0, 1 / 16.0, 0.25, 0.5})
    void theLastQueuesGetTheirShareOverTime(double share) {
        QueueShare queues = new QueueShare(share);
        int claims = 0;
        int last = 0;
        for (int i = 0; i < 1000; i++) {
            int size = 1 + i % 8;
            claims += size;
            last += queues.next(size);
        }
        assertThat((double) last / claims).isBetween(share - 0.01, share + 0.01);
    }

    @Test
    void noCallGivesMoreThanWasAsked() {
        QueueShare queues = new QueueShare(0.5);
        for (int i = 0; i < 100; i++) {
            assertThat(queues.next(1)).isBetween(0, 1);
        }
    }
}
