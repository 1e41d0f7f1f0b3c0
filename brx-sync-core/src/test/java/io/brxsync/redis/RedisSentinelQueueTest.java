package io.brxsync.redis;

class RedisSentinelQueueTest extends RedisGroupContract {
    @Override
    RedisGroup start() {
        return RedisGroup.sentinel();
    }
}
