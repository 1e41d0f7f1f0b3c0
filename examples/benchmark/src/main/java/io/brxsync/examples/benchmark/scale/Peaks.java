package io.brxsync.examples.benchmark.scale;

import io.brxsync.examples.benchmark.Figures;
import io.brxsync.examples.benchmark.setting.Setting;
import io.brxsync.examples.benchmark.setting.Usage;
import io.brxsync.examples.benchmark.setting.WorkerProcess;
import java.util.List;

/** The most memory that was in use whenever somebody looked. For one thread. */
final class Peaks {
    private static final double MIB = 1 << 20;

    private final Setting setting;
    private final List<WorkerProcess> workers;
    private double largestWorker;
    private double redis;

    Peaks(Setting setting, List<WorkerProcess> workers) {
        this.setting = setting;
        this.workers = workers;
    }

    void look() {
        workers.forEach(worker ->
                largestWorker = Math.max(largestWorker, Usage.of(worker.pid()).residentMiB()));
        redis = Math.max(redis, Long.parseLong(setting.redis().info("memory").get("used_memory")) / MIB);
    }

    Figures with(Figures figures) {
        return figures.with("largest worker, resident MiB", largestWorker).with("Redis, used MiB", redis);
    }
}
