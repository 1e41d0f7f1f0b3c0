package io.brxsync.celery;

import io.brxsync.BrxException;
import io.brxsync.BrxSync;
import io.brxsync.config.CeleryConfig;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the messages of a Celery service's producers: moves each from Celery's list to one of ours, brings the task it
 * asks for into the outbox, and only then forgets it. What a killed bridge had, another one takes; since the ids of tasks
 * come from Celery's, doing so twice does it once. What cannot be understood is put aside with a reason. One thread per
 * queue. Any number of bridges and Celery workers may take from the same lists.
 *
 * <p>Start it once; close it before the {@link BrxSync} and after that the broker. Thread-safe.
 */
public final class CeleryBridge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CeleryBridge.class);
    private static final CeleryBroker.Depth UNKNOWN = new CeleryBroker.Depth(0, 0, 0, 0);

    /** A batch ends before that, unless a server hangs. */
    private static final Duration LONGEST_END = Duration.ofSeconds(15);

    private final List<Consumer> consumers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CeleryBroker broker;
    private final String address;

    /** Written by the first consumer's thread. */
    private volatile CeleryBroker.Depth depth = UNKNOWN;

    /**
     * A bridge that does not run yet.
     *
     * @param brx where the tasks go; also says where to report to
     * @param broker where the messages come from
     * @param name of this process, different from every other's
     * @param lease after so long without a sign of life, another bridge takes what this one had
     */
    public CeleryBridge(
            BrxSync brx, CeleryBroker broker, CeleryConfig config, String name, Duration lease, InstantSource clock) {
        this.broker = broker;
        this.address = config.broker().address();
        Translation translation = new Translation(brx.marketplace().webhooks(), clock);
        for (String queue : config.queues()) {
            Passing passing = new Passing(brx, broker, translation, name + ":" + queue);
            consumers.add(new Consumer(broker, passing, queue, consumers, lease, stop));
        }
        consumers.get(0).sometimes(() -> {
            int restored = broker.restoreUnacknowledged(config.visibilityTimeout());
            if (restored > 0) {
                LOG.warn(
                        "Messages that Celery's workers never acknowledged, they are taken again messages={} older_than={}",
                        restored,
                        config.visibilityTimeout());
            }
            depth = broker.depth();
        });
        gauge(brx, "waiting", "Messages in Celery's lists", CeleryBroker.Depth::waiting);
        gauge(brx, "taken", "Messages between Celery's lists and the outbox", CeleryBroker.Depth::taken);
        gauge(brx, "refused", "Messages put aside", CeleryBroker.Depth::refused);
        gauge(brx, "unacknowledged", "Messages that Celery's workers have", CeleryBroker.Depth::unacknowledged);
    }

    private void gauge(BrxSync brx, String state, String description, ToDoubleFunction<CeleryBroker.Depth> number) {
        Gauge.builder("brx.celery." + state, this, bridge -> number.applyAsDouble(bridge.depth))
                .description(description)
                .register(brx.meters());
    }

    /** Starts the threads. */
    public void start() {
        for (Consumer consumer : consumers) {
            Thread thread = new Thread(consumer, "celery-" + consumer.queue());
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        LOG.info(
                "Celery bridge started queues={}",
                consumers.stream().map(Consumer::queue).toList());
    }

    /**
     * Waits until what lay in the lists at the start is passed on, so that no export begins before: it would overwrite edits
     * whose messages still wait. Returns early when messages do not get on.
     */
    public void awaitCaughtUp(Duration longest) throws InterruptedException {
        consumers.get(0).awaitCaughtUp(longest);
    }

    /** Host, port and database of Celery's Redis. */
    public String address() {
        return address;
    }

    /**
     * Says how the bridge is.
     *
     * @throws BrxException {@code UNAVAILABLE} while messages cannot be taken or passed on
     */
    public String check() {
        for (Consumer consumer : consumers) {
            String trouble = consumer.trouble();
            if (trouble != null) {
                throw BrxException.of(BrxException.Kind.UNAVAILABLE, consumer.queue() + ": " + trouble);
            }
        }
        CeleryBroker.Depth now = depth;
        return now.waiting() + " waiting, " + now.refused() + " refused";
    }

    /** Takes no more messages and lets those under way be passed on; what is left, another bridge takes. */
    @Override
    public void close() {
        stop.countDown();
        try {
            for (Thread thread : threads) {
                TimeUnit.MILLISECONDS.timedJoin(thread, LONGEST_END.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        broker.close();
    }
}
