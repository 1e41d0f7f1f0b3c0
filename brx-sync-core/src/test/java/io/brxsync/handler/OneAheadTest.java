package io.brxsync.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class OneAheadTest {
    private final List<Thread> threads = new ArrayList<>();

    private void pass() {
        threads.add(Thread.currentThread());
    }

    @Test
    void theFirstPieceIsDoneByTheCallerAndTheOthersBesideIt() {
        try (OneAhead ahead = new OneAhead()) {
            for (int piece = 0; piece < 3; piece++) {
                ahead.run(this::pass);
            }
            ahead.await();
        }
        assertThat(threads).hasSize(3);
        assertThat(threads.get(0)).isSameAs(Thread.currentThread());
        assertThat(threads.get(1)).isNotSameAs(Thread.currentThread()).isSameAs(threads.get(2));
    }

    @Test
    void theCallerIsOnePieceAheadAtMost() {
        CountDownLatch mayEnd = new CountDownLatch(1);
        List<String> order = new ArrayList<>();
        try (OneAhead ahead = new OneAhead()) {
            ahead.run(() -> {});
            ahead.run(() -> {
                awaitUninterrupted(mayEnd);
                order.add("second");
            });
            mayEnd.countDown();
            ahead.run(() -> order.add("third"));
            ahead.await();
        }
        assertThat(order).containsExactly("second", "third");
    }

    @Test
    void aFailureComesOutOnceAtTheNextCall() {
        try (OneAhead ahead = new OneAhead()) {
            ahead.run(() -> {});
            ahead.run(() -> {
                throw new IllegalStateException("no");
            });
            assertThatThrownBy(() -> ahead.run(this::pass))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no");
            ahead.await();
        }
        assertThat(threads).isEmpty();
    }

    @Test
    void anInterruptDoesNotEndTheWaitButStays() {
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (OneAhead ahead = new OneAhead()) {
            ahead.run(() -> {});
            ahead.run(() -> {
                awaitUninterrupted(mayEnd);
                pass();
            });
            Thread.currentThread().interrupt();
            mayEnd.countDown();
            ahead.await();
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(threads).hasSize(1);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
