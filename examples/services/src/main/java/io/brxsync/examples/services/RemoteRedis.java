package io.brxsync.examples.services;

/** A Redis somebody else runs, or a container that ends with this object. */
record RemoteRedis(RedisAddress address, Runnable end) implements Redis {
    @Override
    public void close() {
        end.run();
    }
}
