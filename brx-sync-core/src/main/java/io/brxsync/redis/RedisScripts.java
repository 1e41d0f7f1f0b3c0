package io.brxsync.redis;

import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.client.RedisNoScriptException;
import org.redisson.client.codec.Codec;
import org.redisson.client.codec.StringCodec;

/**
 * Runs the Lua scripts of one namespace by their digest, and loads them where Redis does not know them (any more).
 * Thread-safe.
 */
final class RedisScripts {
    private final RScript redis;
    private final List<Object> keys;
    private final Timer latency;
    private final Map<String, LuaScript> scripts = new ConcurrentHashMap<>();
    private final String prelude;

    /**
     * Scripts that share a prelude.
     *
     * @param key the one declared key; every other key has its prefix
     * @param preludeName put before every script
     */
    RedisScripts(RedissonClient redisson, String key, String preludeName, Timer latency) {
        this(redisson, key, preludeName, latency, StringCodec.INSTANCE);
    }

    /** The same for arguments and answers in another encoding. */
    RedisScripts(RedissonClient redisson, String key, String preludeName, Timer latency, Codec codec) {
        this.redis = redisson.getScript(codec);
        this.keys = List.of(key);
        this.latency = latency;
        this.prelude = preludeName;
    }

    /** Runs a script that returns a flat array of strings. */
    List<String> strings(String name, Collection<String> arguments) {
        return run(name, RScript.ReturnType.LIST, arguments);
    }

    /** Runs a script that returns a number. */
    long number(String name, String... arguments) {
        Long result = run(name, RScript.ReturnType.LONG, List.of(arguments));
        return result;
    }

    /** Runs a script that returns a string. */
    String string(String name, String... arguments) {
        return run(name, RScript.ReturnType.STRING, List.of(arguments));
    }

    /** Runs a script that returns a flat array of strings, without waiting for it. */
    CompletionStage<List<String>> stringsAsync(String name, Collection<String> arguments) {
        LuaScript script = script(name);
        Object[] values = arguments.toArray();
        RScript.ReturnType type = RScript.ReturnType.LIST;
        Timer.Sample sample = Timer.start();
        CompletionStage<List<String>> answer;
        try {
            answer = redis.evalShaAsync(RScript.Mode.READ_WRITE, script.digest(), type, keys, values);
        } catch (RedisException e) {
            answer = CompletableFuture.failedStage(e); // a client that was closed says so at once
        }
        return answer.exceptionallyCompose(failure -> causeOf(failure) instanceof RedisNoScriptException
                        ? redis.evalAsync(RScript.Mode.READ_WRITE, script.text(), type, keys, values)
                        : CompletableFuture.failedStage(failure))
                .whenComplete((strings, failure) -> sample.stop(latency))
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(
                        causeOf(failure) instanceof RedisException known ? RedisErrors.translate(known) : failure));
    }

    private static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private LuaScript script(String name) {
        return scripts.computeIfAbsent(name, file -> LuaScript.read(prelude, file));
    }

    private <R> R run(String name, RScript.ReturnType type, Collection<String> arguments) {
        LuaScript script = script(name);
        Object[] values = arguments.toArray();
        Timer.Sample sample = Timer.start();
        try {
            try {
                return redis.evalSha(RScript.Mode.READ_WRITE, script.digest(), type, keys, values);
            } catch (RedisNoScriptException restarted) {
                return redis.eval(RScript.Mode.READ_WRITE, script.text(), type, keys, values);
            }
        } catch (RedisException e) {
            throw RedisErrors.translate(e);
        } finally {
            sample.stop(latency);
        }
    }
}
