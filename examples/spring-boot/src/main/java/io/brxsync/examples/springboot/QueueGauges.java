package io.brxsync.examples.springboot;

import io.brxsync.metrics.QueueMetrics;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps {@code brx_queue_*} fresh between two scrapes. */
@Component
class QueueGauges {
    private final QueueMetrics queues;

    QueueGauges(QueueMetrics queues) {
        this.queues = queues;
    }

    @Scheduled(fixedDelayString = "${brx.gauges-every:5s}")
    void refresh() {
        queues.refresh();
    }
}
