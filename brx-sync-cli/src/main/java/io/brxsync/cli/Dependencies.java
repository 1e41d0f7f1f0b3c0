package io.brxsync.cli;

import io.brxsync.BrxSync;
import io.brxsync.cli.http.HealthCheck;
import io.brxsync.config.BrxConfig;
import io.brxsync.port.SyncStore;
import java.util.ArrayList;
import java.util.List;

/** The servers that everything needs, as the health endpoint asks for them. */
final class Dependencies {
    private Dependencies() {}

    static List<HealthCheck> checks(BrxSync brx, BrxConfig config) {
        List<HealthCheck> checks = new ArrayList<>();
        for (SyncStore.Probe probe : brx.store().probes()) {
            checks.add(new HealthCheck(probe.name(), probe.address(), probe::check));
        }
        checks.add(new HealthCheck(
                "redis",
                config.redis().address(),
                () -> "clock skew " + brx.queues().clockSkew().toMillis() + " ms"));
        // An open circuit is no reason to take the worker away: its users' lanes wait, other work goes on.
        checks.add(new HealthCheck(
                "cardtrader",
                config.cardTrader().baseUrl().toString(),
                () -> brx.marketplace().circuitOpen() ? "circuit open: not asked for the moment" : "circuit closed"));
        return checks;
    }
}
