package io.brxsync.examples.benchmark.bulk;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** How much heap this process uses at most. Thread-safe. */
final class HeapWatch {
    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    private final AtomicLong mostLive = new AtomicLong();

    private HeapWatch() {}

    static HeapWatch start() {
        HeapWatch watch = new HeapWatch();
        ManagementFactory.getGarbageCollectorMXBeans()
                .forEach(collector -> ((NotificationEmitter) collector)
                        .addNotificationListener(
                                (notification, ignored) -> {
                                    if (notification.getUserData() instanceof CompositeData data) {
                                        watch.collected(GarbageCollectionNotificationInfo.from(data)
                                                .getGcInfo()
                                                .getMemoryUsageAfterGc());
                                    }
                                },
                                null,
                                null));
        return watch;
    }

    /** Begins anew, with a clean heap. */
    void reset() {
        System.gc();
        pools.forEach(MemoryPoolMXBean::resetPeakUsage);
        mostLive.set(0);
    }

    /** After a collection; what a young one leaves in the old generation may be garbage, so this is too much rather. */
    long mostLive() {
        return mostLive.get();
    }

    /** Garbage included; pools may have had their peaks at different times, so this is too much rather. */
    long most() {
        return pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    }

    private void collected(Map<String, MemoryUsage> after) {
        long live = pools.stream()
                .mapToLong(pool -> after.get(pool.getName()).getUsed())
                .sum();
        mostLive.accumulateAndGet(live, Math::max);
    }
}
