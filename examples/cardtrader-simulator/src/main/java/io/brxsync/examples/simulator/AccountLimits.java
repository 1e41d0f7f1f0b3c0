package io.brxsync.examples.simulator;

import java.util.EnumMap;
import java.util.Map;

/** The windows of one account. Thread-safe. */
final class AccountLimits {
    private final Map<RateClass, SlidingWindow> windows = new EnumMap<>(RateClass.class);

    AccountLimits(SimulatorOptions options) {
        for (RateClass rateClass : RateClass.values()) {
            windows.put(rateClass, new SlidingWindow(options.rateLimit(rateClass), options.rejectedRequestsCount()));
        }
    }

    /** Counts a request in the general window and in that of its class; returns the class it was over, if any. */
    Verdict admit(RateClass rateClass, long nanoTime) {
        if (!window(RateClass.ALL).admit(nanoTime)) {
            return new Verdict(false, RateClass.ALL);
        }
        if (rateClass != RateClass.ALL && !window(rateClass).admit(nanoTime)) {
            return new Verdict(false, rateClass);
        }
        return new Verdict(true, rateClass);
    }

    SlidingWindow window(RateClass rateClass) {
        SlidingWindow window = windows.get(rateClass);
        if (window == null) {
            throw new IllegalStateException("no window for " + rateClass);
        }
        return window;
    }

    record Verdict(boolean admitted, RateClass rateClass) {}
}
