package io.brxsync.redis;

import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.examples.services.RedisCluster;
import io.brxsync.examples.services.RedisSentinel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Several Redis servers of which one is the master of a namespace; connected to as an operator would, by a YAML file. */
interface RedisGroup extends AutoCloseable {
    String NAMESPACE = "group";

    /** What {@code REDISSON_CONFIG} points to. */
    String yaml();

    /** The server that holds the namespace now. */
    LocalRedis master();

    /** Kills the master and waits for the next one. */
    LocalRedis failOver();

    /** Begins to give the namespace's keys to another master. */
    default RedisCluster.SlotMove beginMove() {
        throw new UnsupportedOperationException("Nothing moves here");
    }

    @Override
    void close();

    /** Removes all data. */
    default void clear() {
        master().command("FLUSHALL");
    }

    default RedisBackend connect(Path directory) {
        try {
            Path file = Files.writeString(directory.resolve("redisson.yaml"), yaml());
            BrxConfig config = BrxConfig.from(Map.of("REDISSON_CONFIG", file.toString(), "BRX_NAMESPACE", NAMESPACE));
            return RedisBackend.connect(config.redis(), new SimpleMeterRegistry());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RedisGroup sentinel() {
        RedisSentinel group = RedisSentinel.start();
        return new RedisGroup() {
            @Override
            public String yaml() {
                return """
                        sentinelServersConfig:
                          masterName: "%s"
                          sentinelAddresses:
                        %s
                          readMode: "MASTER"
                          subscriptionMode: "MASTER"
                          scanInterval: 500
                          timeout: 1000
                          retryAttempts: 1
                          masterConnectionMinimumIdleSize: 1
                          slaveConnectionMinimumIdleSize: 1
                          subscriptionConnectionMinimumIdleSize: 1
                        """.formatted(group.masterName(), list(group.sentinelUrls()));
            }

            @Override
            public LocalRedis master() {
                return group.master();
            }

            @Override
            public LocalRedis failOver() {
                LocalRedis next = group.awaitMasterOtherThan(group.killMaster());
                group.servers().stream().filter(server -> !server.isRunning()).forEach(group::restart);
                return next;
            }

            @Override
            public void close() {
                group.close();
            }
        };
    }

    static RedisGroup cluster() {
        RedisCluster group = RedisCluster.start();
        String key = "{" + NAMESPACE + "}:meta";
        return new RedisGroup() {
            @Override
            public String yaml() {
                return """
                        clusterServersConfig:
                          nodeAddresses:
                        %s
                          readMode: "MASTER"
                          subscriptionMode: "MASTER"
                          scanInterval: 500
                          timeout: 1000
                          retryAttempts: 1
                          masterConnectionMinimumIdleSize: 1
                          slaveConnectionMinimumIdleSize: 1
                          subscriptionConnectionMinimumIdleSize: 1
                        """.formatted(list(group.urls()));
            }

            @Override
            public LocalRedis master() {
                return group.masterOf(key);
            }

            @Override
            public LocalRedis failOver() {
                LocalRedis next = group.awaitMasterOtherThan(group.killMasterOf(key), key);
                group.servers().stream().filter(server -> !server.isRunning()).forEach(group::restart);
                return next;
            }

            @Override
            public RedisCluster.SlotMove beginMove() {
                return group.beginMoveOf(key);
            }

            @Override
            public void close() {
                group.close();
            }
        };
    }

    private static String list(List<String> urls) {
        return urls.stream()
                .map(url -> "    - \"" + url.replaceFirst("/0$", "") + "\"")
                .collect(Collectors.joining("\n"));
    }
}
