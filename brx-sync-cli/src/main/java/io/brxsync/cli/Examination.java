package io.brxsync.cli;

import io.brxsync.BrxException;
import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.port.SyncStore;
import io.brxsync.redis.RedisServer;
import io.brxsync.store.TokenCipher;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** All checks of {@code doctor}, one after the other; none keeps the next from being made. */
final class Examination {
    private static final Duration MAX_SKEW = Duration.ofMillis(250);
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Wiring wiring;
    private final BrxConfig config;
    private final BrxSync brx;
    private final List<Finding> findings = new ArrayList<>();

    /** A wrong variable is an exception already here: nothing could be checked. */
    Examination(Wiring wiring) {
        this.wiring = wiring;
        this.config = wiring.config();
        this.brx = wiring.brx();
    }

    List<Finding> run() {
        findings.add(Finding.ok("configuration", config.summary().toString()));
        findings.add(Finding.ok("java", Runtime.version() + ", brx-sync " + Version.number()));
        look("keys", this::keys);
        databases();
        redis();
        look("cardtrader", this::cardTrader);
        return findings;
    }

    private void look(String name, Supplier<Finding> check) {
        try {
            findings.add(check.get());
        } catch (BrxException e) {
            findings.add(Finding.of(name, e));
        }
    }

    private Finding keys() {
        TokenCipher.of(config.fernetKeys());
        int keys = config.fernetKeys().size();
        return Finding.ok("keys", keys == 1 ? "1 key" : keys + " keys; the first encrypts, all decrypt");
    }

    private void databases() {
        List<SyncStore.Probe> probes;
        try {
            probes = brx.store().probes();
        } catch (BrxException e) {
            findings.add(Finding.of("postgresql", e));
            return;
        }
        for (SyncStore.Probe probe : probes) {
            look(probe.name(), () -> Finding.ok(probe.name(), probe.check() + " at " + probe.address()));
        }
        if (config.mysql() == null) {
            findings.add(Finding.ok("mysql", "no catalogue (MYSQL_HOST is not set): every blueprint is accepted"));
        }
        boolean away = findings.stream()
                .anyMatch(finding ->
                        finding.name().equals("postgresql") && finding.outcome() == Finding.Outcome.UNREACHABLE);
        if (!away) {
            look("connections", () -> ConnectionLimits.check(config.requirePostgres()));
        }
    }

    private void redis() {
        try {
            RedisServer server = brx.redis().server();
            findings.add(version(server));
            findings.add(eviction(server));
            findings.add(
                    server.appendOnly()
                            ? Finding.ok("redis data", "append-only file on")
                            : Finding.warn(
                                    "redis data",
                                    "the append-only file is off: after a crash of Redis, scheduled syncs are lost and"
                                            + " 'recover' brings back the rest; set appendonly yes"));
            findings.add(clock(brx.queues().clockSkew()));
        } catch (BrxException e) {
            findings.add(Finding.of("redis", e));
        }
    }

    private Finding version(RedisServer server) {
        String text = "Redis " + server.version() + " at " + config.redis().address();
        int[] parts = Arrays.stream(server.version().split("\\."))
                .mapToInt(part -> part.matches("\\d{1,6}") ? Integer.parseInt(part) : 0)
                .toArray();
        boolean enough = parts[0] > 6 || (parts[0] == 6 && parts.length > 1 && parts[1] >= 2);
        return enough ? Finding.ok("redis", text) : Finding.fail("redis", text + " is too old; 6.2 or newer is needed");
    }

    private static Finding eviction(RedisServer server) {
        if (server.evictionPolicy().equals("noeviction")) {
            return Finding.ok("redis memory", "noeviction, " + server.usedMemory() / 1_048_576 + " MB in use");
        }
        return Finding.fail(
                "redis memory",
                "maxmemory-policy is " + server.evictionPolicy()
                        + ": short of memory, Redis would drop tasks; set it to noeviction");
    }

    private static Finding clock(Duration skew) {
        String text = skew.toMillis() + " ms between this machine and Redis";
        return skew.abs().compareTo(MAX_SKEW) <= 0
                ? Finding.ok("clock", text)
                : Finding.fail(
                        "clock",
                        text + "; workers take no task beyond " + MAX_SKEW.toMillis()
                                + " ms, so synchronise the clocks");
    }

    /** Without a token the answer is 401, which proves that the host is there. */
    private Finding cardTrader() {
        URI base = config.cardTrader().baseUrl();
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(base + "/info").toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setRequestProperty("Accept", "application/json");
            int status = connection.getResponseCode();
            connection.disconnect();
            return answered(base, status);
        } catch (IOException e) {
            throw BrxException.unavailable(
                    "CardTrader at " + base + " is not reachable ("
                            + e.getClass().getSimpleName()
                            + "); check CARDTRADER_API_BASE_URL, the network and the proxy",
                    null,
                    e);
        }
    }

    private static Finding answered(URI base, int status) {
        if (status == HttpURLConnection.HTTP_UNAUTHORIZED || status == HttpURLConnection.HTTP_OK) {
            return Finding.ok("cardtrader", base + " answers");
        }
        if (status == HttpURLConnection.HTTP_FORBIDDEN) {
            return Finding.warn(
                    "cardtrader",
                    base + " answers 403: its edge blocks this address for the moment; workers wait by themselves");
        }
        if (status >= 500) {
            return Finding.warn(
                    "cardtrader", base + " answers " + status + ": it has trouble; workers wait by themselves");
        }
        return Finding.warn("cardtrader", base + " answers " + status + "; check CARDTRADER_API_BASE_URL");
    }
}
