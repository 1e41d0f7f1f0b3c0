package io.brxsync.examples.springboot;

import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The shop's own Redis client, as many applications have one. */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {
    @Bean(destroyMethod = "shutdown")
    RedissonClient redisson(@Value("${shop.redis-url}") String url) {
        Config config = new Config();
        config.useSingleServer().setAddress(url);
        return Redisson.create(config);
    }
}
