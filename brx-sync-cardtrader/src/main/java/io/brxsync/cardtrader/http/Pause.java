package io.brxsync.cardtrader.http;

import java.time.Duration;

/** Lets time pass on the calling thread. */
@FunctionalInterface
public interface Pause {
    /** Returns after the time, or at once with the exception when the thread is interrupted. */
    void waitFor(Duration duration) throws InterruptedException;
}
