package io.brxsync.redis;

class RedisClusterQueueTest extends RedisGroupContract {
    @Override
    RedisGroup start() {
        return RedisGroup.cluster();
    }
}
