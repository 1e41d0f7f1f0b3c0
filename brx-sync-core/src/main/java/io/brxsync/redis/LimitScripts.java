package io.brxsync.redis;

import io.brxsync.config.LimitConfig;
import io.brxsync.limit.Reserve;
import io.brxsync.limit.Throttle;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.redisson.api.RBatch;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.client.RedisNoScriptException;
import org.redisson.client.codec.StringCodec;

/** The limiter's scripts and the arguments they all take; one key per user, so each call is one node's. Thread-safe. */
final class LimitScripts {
    private static final String PRELUDE = "window";
    private static final int THOUSAND = 1000;

    private final RedissonClient redisson;
    private final RScript scripts;
    private final Timer latency;
    private final List<String> limits;
    private final LuaScript spend = LuaScript.read(PRELUDE, "spend");
    private final LuaScript report = LuaScript.read(PRELUDE, "report");
    private final LuaScript limited = LuaScript.read(PRELUDE, "limited");
    private final LuaScript look = LuaScript.read(PRELUDE, "look");

    LimitScripts(RedissonClient redisson, LimitConfig config, Timer latency) {
        this.redisson = redisson;
        this.scripts = redisson.getScript(StringCodec.INSTANCE);
        this.latency = latency;
        this.limits = List.of(
                Integer.toString(config.requests()),
                Long.toString(config.window().toMillis()),
                Integer.toString(config.jobsPerSecond()),
                Integer.toString(config.marketplacePerSecond()),
                thousandths(Throttle.FLOOR),
                thousandths(Throttle.DROP),
                thousandths(Throttle.CREEP),
                Long.toString(Throttle.FORGIVE_AFTER.toMillis()),
                thousandths(Reserve.SHARE),
                Integer.toString(Reserve.LEAST),
                Long.toString(Reserve.step(config.window()).toMillis()),
                Long.toString(Reports.gather(config.window()).toMillis()));
    }

    private static String thousandths(double share) {
        return Long.toString(Math.round(share * THOUSAND));
    }

    List<Long> spend(UUID user, List<String> arguments) {
        return run(spend, RScript.ReturnType.LIST, user, arguments);
    }

    long limited(UUID user, List<String> arguments) {
        return run(limited, RScript.ReturnType.LONG, user, arguments);
    }

    List<Long> look(UUID user) {
        return run(look, RScript.ReturnType.LIST, user, List.of());
    }

    /**
     * Sends the reports of many users in one go, without waiting.
     *
     * @param load whether Redis may not know the script (any more); a batch cannot find that out by itself
     * @return fails when any of them failed
     */
    CompletableFuture<?> report(Map<UUID, List<String>> reports, boolean load) {
        if (load) {
            return scripts.scriptLoadAsync(report.text())
                    .toCompletableFuture()
                    .thenCompose(loaded -> report(reports, false));
        }
        RBatch batch = redisson.createBatch();
        reports.forEach((user, arguments) -> batch.getScript(StringCodec.INSTANCE)
                .evalShaAsync(
                        RScript.Mode.READ_WRITE,
                        report.digest(),
                        RScript.ReturnType.LONG,
                        List.of(key(user)),
                        values(arguments)));
        return batch.executeAsync().toCompletableFuture();
    }

    /** The braces make it another key than the one RRateLimiter uses. */
    static String key(UUID user) {
        return "rate_limit:{" + user + "}";
    }

    private <R> R run(LuaScript script, RScript.ReturnType type, UUID user, List<String> arguments) {
        List<Object> keys = List.of(key(user));
        Object[] values = values(arguments);
        Timer.Sample sample = Timer.start();
        try {
            try {
                return scripts.evalSha(RScript.Mode.READ_WRITE, script.digest(), type, keys, values);
            } catch (RedisNoScriptException restarted) {
                return scripts.eval(RScript.Mode.READ_WRITE, script.text(), type, keys, values);
            }
        } catch (RedisException e) {
            throw RedisErrors.translate(e);
        } finally {
            sample.stop(latency);
        }
    }

    private Object[] values(List<String> arguments) {
        List<Object> values = new ArrayList<>(limits.size() + arguments.size());
        values.addAll(limits);
        values.addAll(arguments);
        return values.toArray();
    }
}
