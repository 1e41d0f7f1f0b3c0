package io.brxsync.examples.springboot;

import io.brxsync.BrxSync;
import io.brxsync.metrics.QueueMetrics;
import io.brxsync.webhook.WebhookReceiver;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.redisson.api.RedissonClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** brx-sync on the application's own pool, Redis client and registry, which stay the application's to close. */
@Configuration(proxyBeanMethods = false)
class BrxSyncConfiguration {
    @Bean
    BrxSync brxSync(BrxProperties properties, DataSource dataSource, RedissonClient redisson, MeterRegistry meters) {
        BrxSync brx = BrxSync.builder(properties.config())
                .dataSource(dataSource)
                .redisson(redisson)
                .meters(meters)
                .build();
        brx.store().migrate();
        return brx;
    }

    /** Closed by its lifecycle, while everything it needs is still there. */
    @Bean(destroyMethod = "")
    Worker worker(BrxSync brx, BrxProperties properties) {
        return brx.worker(
                WorkerOptions.DEFAULTS.withThreads(properties.threads()).withDrainTimeout(properties.drainTimeout()));
    }

    @Bean
    WorkerLifecycle workerLifecycle(Worker worker) {
        return new WorkerLifecycle(worker);
    }

    @Bean
    WebhookReceiver webhookReceiver(BrxSync brx) {
        return brx.webhookReceiver();
    }

    @Bean
    QueueMetrics queueMetrics(BrxSync brx, MeterRegistry meters) {
        return new QueueMetrics(meters, brx.queues());
    }
}
