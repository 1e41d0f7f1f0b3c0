package io.brxsync.examples.springboot;

import io.brxsync.BrxSync;
import io.brxsync.worker.Worker;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * Down while Redis cannot be reached. An open circuit is no reason to take the application away: work that needs CardTrader
 * waits, other work goes on.
 */
@Component
class BrxSyncHealthIndicator extends AbstractHealthIndicator {
    private final BrxSync brx;
    private final Worker worker;

    BrxSyncHealthIndicator(BrxSync brx, Worker worker) {
        super("brx-sync cannot reach Redis");
        this.brx = brx;
        this.worker = worker;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.up()
                .withDetail("running", worker.running())
                .withDetail("clockSkewMillis", brx.queues().clockSkew().toMillis())
                .withDetail("cardtrader", brx.marketplace().circuitOpen() ? "circuit open" : "circuit closed");
    }
}
