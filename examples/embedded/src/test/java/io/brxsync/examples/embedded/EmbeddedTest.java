package io.brxsync.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.PostgresDatabase;
import io.brxsync.examples.services.Services;
import io.brxsync.examples.simulator.AccountSpec;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.port.ApiToken;
import io.brxsync.port.Operation;
import io.brxsync.queue.Disposition;
import io.brxsync.task.Task;
import io.brxsync.task.TaskPolicy;
import io.brxsync.task.TaskType;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EmbeddedTest {
    private final PostgresDatabase database = Services.postgres().freshDatabase();

    private Map<String, String> environment(CardTraderSimulator simulator) {
        return Map.of(
                "DATABASE_URL", database.url(),
                "REDIS_URL", Services.redis().url(),
                "BRX_NAMESPACE", Services.redis().freshNamespace(),
                "FERNET_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
                "CARDTRADER_API_BASE_URL", simulator.baseUrl());
    }

    @Test
    void tenLinesSyncASeller() throws Exception {
        UUID user = UUID.randomUUID();
        try (CardTraderSimulator simulator = CardTraderSimulator.start()) {
            SimulatedAccount account = simulator.createAccount(AccountSpec.of(250, 3));
            Map<String, String> environment = environment(simulator);
            try (BrxSync brx = BrxSync.open(BrxConfig.from(environment))) {
                brx.store().migrate();
                brx.connect(user, ApiToken.of(account.token()));
            }
            Operation operation = Embedded.sync(environment, user);
            assertThat(operation.status()).isEqualTo(Operation.Status.COMPLETED);
            assertThat(operation.progress().created()).isEqualTo(250);
        }
    }

    /** A task of the application's own. */
    record Reprice(UUID user, int percent) implements Task {}

    @Test
    void anApplicationsOwnTaskGetsWhatTheBuiltInOnesGet() throws Exception {
        BlockingQueue<Reprice> seen = new LinkedBlockingQueue<>();
        TaskType<Reprice> type = TaskType.of("reprice", Reprice.class, TaskPolicy.standard());
        try (CardTraderSimulator simulator = CardTraderSimulator.start();
                BrxSync brx = BrxSync.builder(BrxConfig.from(environment(simulator)))
                        .handle(type, (task, context) -> {
                            seen.add(task);
                            return Disposition.ack();
                        })
                        .build()) {
            brx.store().migrate();
            try (Worker worker = brx.worker(WorkerOptions.DEFAULTS.withThreads(1))) {
                worker.start();
                Reprice task = new Reprice(UUID.randomUUID(), 5);
                String id = brx.enqueue(task).taskId();
                assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo(task);
                Operation operation = brx.follow(id, java.time.Duration.ofMillis(20), ignored -> {})
                        .get(30, TimeUnit.SECONDS);
                assertThat(operation.type()).isEqualTo("reprice");
                assertThat(operation.status()).isEqualTo(Operation.Status.COMPLETED);
            }
        }
    }
}
