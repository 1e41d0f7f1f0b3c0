package io.brxsync.config;

/**
 * A connection pool: at most {@code size + overflow} connections, opened on demand and given back when idle. Immutable.
 *
 * @param size the usual number
 * @param overflow how many more in a rush
 */
public record PoolConfig(int size, int overflow) {
    /** Refuses an empty pool. */
    public PoolConfig {
        if (size < 1 || overflow < 0) {
            throw new IllegalArgumentException("A pool needs a size of at least 1 and no negative overflow");
        }
    }

    static PoolConfig from(Env env, String sizeName, int size, String overflowName, int overflow) {
        return new PoolConfig(env.integer(sizeName, size, 1, 10_000), env.integer(overflowName, overflow, 0, 10_000));
    }

    /** The most connections the pool opens. */
    public int max() {
        return size + overflow;
    }
}
