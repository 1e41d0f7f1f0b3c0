package io.brxsync.examples.benchmark;

import io.brxsync.examples.services.LocalRedis;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a Redis has done since it was started. Immutable.
 *
 * @param cpuSeconds its own CPU
 * @param scripts that clients ran
 * @param reads how often it read something from a client: a round trip each, or less where clients packed several
 */
public record RedisCost(double cpuSeconds, long scripts, long reads) {
    /** As of now. */
    public static RedisCost of(LocalRedis redis) {
        Map<String, String> cpu = redis.info("cpu");
        Map<String, String> commands = redis.info("commandstats");
        Map<String, String> stats = redis.info("stats");
        return new RedisCost(
                Double.parseDouble(cpu.get("used_cpu_user")) + Double.parseDouble(cpu.get("used_cpu_sys")),
                Stream.of("cmdstat_eval", "cmdstat_evalsha")
                        .map(name -> commands.getOrDefault(name, "calls=0,"))
                        .mapToLong(calls -> Long.parseLong(calls.replaceAll("calls=(\\d+),.*", "$1")))
                        .sum(),
                Long.parseLong(stats.getOrDefault("total_reads_processed", "0")));
    }

    /** What it did after an earlier moment. */
    public RedisCost since(RedisCost before) {
        return new RedisCost(cpuSeconds - before.cpuSeconds(), scripts - before.scripts(), reads - before.reads());
    }
}
