package io.brxsync.examples.benchmark.queue;

import io.brxsync.examples.benchmark.rivals.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.redisson.Redisson;
import org.redisson.api.RBatch;
import org.redisson.api.RBlockingQueue;
import org.redisson.api.RDeque;
import org.redisson.api.RPriorityQueue;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** Queues as one would build them from Redisson's own objects, one thread after another asking for the next task. */
abstract sealed class RedissonQueue implements Contestant {
    private static final int TOGETHER = 500;

    final RedissonClient redisson;
    private final int threads;
    private long next;

    private RedissonQueue(String redisUrl, int threads) {
        Config config = new Config();
        config.useSingleServer().setAddress(redisUrl).setConnectionMinimumIdleSize(threads);
        config.setNettyThreads(4).setThreads(4).setCodec(StringCodec.INSTANCE);
        this.redisson = Redisson.create(config);
        this.threads = threads;
    }

    @Override
    public void enqueueEach(int tasks) {
        for (int i = 0; i < tasks; i++) {
            add(Payload.of(next++));
        }
    }

    @Override
    public void enqueueTogether(int tasks) {
        for (int done = 0; done < tasks; done += TOGETHER) {
            List<String> texts = new ArrayList<>();
            for (int i = done; i < Math.min(tasks, done + TOGETHER); i++) {
                texts.add(Payload.of(next++));
            }
            addAll(texts);
        }
    }

    @Override
    public void drain(int tasks) throws Exception {
        AtomicInteger left = new AtomicInteger(tasks);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> loops = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                loops.add(() -> {
                    while (left.getAndDecrement() > 0) {
                        takeOne();
                    }
                    return null;
                });
            }
            for (Future<Void> loop : executor.invokeAll(loops)) {
                loop.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    abstract void add(String text);

    abstract void addAll(List<String> texts);

    abstract void takeOne() throws Exception;

    @Override
    public void close() {
        redisson.shutdown();
    }

    /** {@code take()}: a task is forgotten the moment it is handed out. */
    static final class Take extends RedissonQueue {
        private final RBlockingQueue<String> queue = redisson.getBlockingQueue("tasks");

        Take(String redisUrl, int threads) {
            super(redisUrl, threads);
        }

        @Override
        void add(String text) {
            queue.add(text);
        }

        @Override
        void addAll(List<String> texts) {
            queue.addAll(texts);
        }

        @Override
        void takeOne() throws InterruptedException {
            queue.take();
        }
    }

    /** {@code LMOVE} to a list of what is being worked on, {@code LREM} from there: nothing is lost, all else is missing. */
    static final class Move extends RedissonQueue {
        private final RDeque<String> queue = redisson.getDeque("tasks");
        private final RDeque<String> working = redisson.getDeque("working");

        Move(String redisUrl, int threads) {
            super(redisUrl, threads);
        }

        @Override
        void add(String text) {
            queue.addFirst(text);
        }

        @Override
        void addAll(List<String> texts) {
            RBatch batch = redisson.createBatch();
            texts.forEach(text -> batch.<String>getDeque("tasks").addFirstAsync(text));
            batch.execute();
        }

        @Override
        void takeOne() {
            String text = queue.pollLastAndOfferFirstTo("working");
            working.removeLastOccurrence(text);
        }
    }

    /** {@code RPriorityQueue}: an order, paid for with a lock around everything. */
    static final class Priority extends RedissonQueue {
        private final RPriorityQueue<String> queue = redisson.getPriorityQueue("tasks");

        Priority(String redisUrl, int threads) {
            super(redisUrl, threads);
        }

        @Override
        void add(String text) {
            queue.add(text);
        }

        @Override
        void addAll(List<String> texts) {
            texts.forEach(queue::add);
        }

        @Override
        void takeOne() {
            while (queue.poll() == null) {
                Thread.onSpinWait();
            }
        }
    }
}
