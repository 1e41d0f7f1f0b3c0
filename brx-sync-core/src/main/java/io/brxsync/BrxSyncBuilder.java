package io.brxsync;

import io.brxsync.config.BrxConfig;
import io.brxsync.task.Task;
import io.brxsync.task.TaskType;
import io.brxsync.worker.Handlers;
import io.brxsync.worker.TaskHandler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;

/** Collects what {@link BrxSync} is built from. For one thread. */
public final class BrxSyncBuilder {
    final BrxConfig config;

    @Nullable
    DataSource dataSource;

    @Nullable
    RedissonClient redisson;

    MeterRegistry meters = new SimpleMeterRegistry();
    InstantSource clock = InstantSource.system();
    final List<TaskType<?>> types = new ArrayList<>();
    Handlers handlers = Handlers.none();

    BrxSyncBuilder(BrxConfig config) {
        this.config = config;
    }

    /** Uses the application's PostgreSQL pool, which stays the application's to close. */
    public BrxSyncBuilder dataSource(DataSource own) {
        this.dataSource = own;
        return this;
    }

    /** Uses the application's Redis client, which stays the application's to shut down. */
    public BrxSyncBuilder redisson(RedissonClient own) {
        this.redisson = own;
        return this;
    }

    /** Reports to the application's registry. */
    public BrxSyncBuilder meters(MeterRegistry own) {
        this.meters = own;
        return this;
    }

    /** Takes the time from here; for tests. */
    public BrxSyncBuilder clock(InstantSource own) {
        this.clock = own;
        return this;
    }

    /** Adds a task type of the application's own; it gets everything the built-in ones get. */
    public <T extends Task> BrxSyncBuilder handle(TaskType<T> type, TaskHandler<? super T> handler) {
        types.add(type);
        handlers = handlers.with(type, handler);
        return this;
    }

    /** Adds a task type that this application only enqueues; workers elsewhere handle it. */
    public BrxSyncBuilder know(TaskType<?> type) {
        types.add(type);
        return this;
    }

    /** Builds it; nothing is connected yet. */
    public BrxSync build() {
        return new BrxSync(new BrxSyncParts(this));
    }
}
