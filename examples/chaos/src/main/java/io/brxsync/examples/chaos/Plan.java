package io.brxsync.examples.chaos;

import io.brxsync.task.EnqueueOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * What is enqueued and what is broken at which time, all from one number: the same seed and length give the same plan.
 * Immutable.
 *
 * @param load what is enqueued, by time
 * @param faults what is broken, by time
 */
record Plan(List<Order> load, List<Fault> faults) {
    /** What is done to workers and servers. */
    enum Kind {
        /** SIGKILL to a worker. */
        KILL_WORKER,
        /** SIGSTOP to a worker for longer than its leases, then SIGCONT. */
        PAUSE_WORKER,
        /** Redis is shut down and started again. */
        RESTART_REDIS,
        /** SIGKILL to Redis, which has its append-only file. */
        KILL_REDIS,
        /** SIGSTOP to Redis for a while. */
        FREEZE_REDIS,
        /** Every connection to Redis is closed by the server. */
        DROP_CONNECTIONS,
        /** Redis loses all its data. */
        FLUSH_REDIS,
        /** SIGKILL to PostgreSQL's processes. */
        KILL_POSTGRES,
        /** An operator pauses a queue for a while. */
        PAUSE_QUEUE,
        /** An operator holds a user for a while. */
        HOLD_USER
    }

    /** One thing that is broken, and for how long. */
    record Fault(long atMillis, Kind kind, int target, long millis) {}

    /** One job and how it is enqueued. */
    record Order(long atMillis, Job job, EnqueueOptions options) {}

    private static final List<Kind> USUAL = List.of(
            Kind.KILL_WORKER,
            Kind.KILL_WORKER,
            Kind.KILL_WORKER,
            Kind.PAUSE_WORKER,
            Kind.PAUSE_WORKER,
            Kind.DROP_CONNECTIONS,
            Kind.DROP_CONNECTIONS,
            Kind.RESTART_REDIS,
            Kind.KILL_REDIS,
            Kind.FREEZE_REDIS,
            Kind.KILL_POSTGRES,
            Kind.PAUSE_QUEUE,
            Kind.HOLD_USER);
    private static final long FAULT_EVERY = 2500;
    private static final int USERS = 40;
    private static final int KEYS = 10;

    static Plan of(long seed, Duration length, int jobsPerSecond) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Plan(load(random.split(), length, jobsPerSecond), faults(random.split(), length));
    }

    private static List<Fault> faults(SplittableRandom random, Duration length) {
        List<Fault> faults = new ArrayList<>();
        long end = length.toMillis();
        for (long at = 1500; at < end - 1000; at += FAULT_EVERY / 2 + random.nextLong(FAULT_EVERY)) {
            Kind kind = USUAL.get(random.nextInt(USUAL.size()));
            faults.add(new Fault(at, kind, random.nextInt(1000), lasting(kind, random)));
        }
        // Whatever the dice say, the worst three belong to every play.
        faults.add(new Fault(end / 2, Kind.FLUSH_REDIS, 0, 0));
        faults.add(new Fault(end / 3, Kind.PAUSE_WORKER, 0, lasting(Kind.PAUSE_WORKER, random)));
        faults.add(new Fault(end / 4, Kind.KILL_WORKER, 1, 0));
        faults.sort(Comparator.comparingLong(Fault::atMillis));
        return List.copyOf(faults);
    }

    private static long lasting(Kind kind, SplittableRandom random) {
        return switch (kind) {
            case PAUSE_WORKER -> ChaosWorker.LEASE.toMillis() * 2;
            case FREEZE_REDIS -> 300 + random.nextLong(1500);
            case PAUSE_QUEUE, HOLD_USER -> 500 + random.nextLong(1500);
            case KILL_WORKER, RESTART_REDIS, KILL_REDIS, DROP_CONNECTIONS, FLUSH_REDIS, KILL_POSTGRES -> 0;
        };
    }

    private static List<Order> load(SplittableRandom random, Duration length, int jobsPerSecond) {
        List<Order> load = new ArrayList<>();
        long count = length.toMillis() * jobsPerSecond / 1000;
        int poison = (int) Math.max(1, length.toMinutes());
        for (int number = 1; number <= count; number++) {
            Job.Kind kind = number <= poison ? Job.Kind.POISON : kind(random.nextInt(100));
            boolean isLong = kind == Job.Kind.PLAIN && random.nextInt(100) == 0;
            boolean hasKey = kind != Job.Kind.POISON && random.nextInt(20) == 0;
            Job job = new Job(
                    user(random.nextInt(USERS)),
                    number,
                    kind,
                    isLong ? (int) ChaosWorker.LEASE.toMillis() * 3 : random.nextInt(30),
                    hasKey ? "key-" + random.nextInt(KEYS) : null);
            EnqueueOptions options =
                    EnqueueOptions.DEFAULTS.onQueue(ChaosWorker.QUEUES.get(random.nextInt(ChaosWorker.QUEUES.size())));
            if (random.nextInt(10) == 0) {
                options = options.after(Duration.ofMillis(1 + random.nextLong(3000)));
            }
            if (random.nextInt(10) == 0) {
                options = options.withPriority(random.nextInt(5) - 2);
            }
            load.add(new Order(number * length.toMillis() / (count + 1), job, options));
        }
        return List.copyOf(load);
    }

    private static Job.Kind kind(int percent) {
        if (percent < 3) {
            return Job.Kind.FAILING;
        }
        if (percent < 7) {
            return Job.Kind.YIELDING;
        }
        return percent < 10 ? Job.Kind.STUBBORN : Job.Kind.PLAIN;
    }

    static UUID user(int number) {
        return new UUID(0xC4A05, number % USERS);
    }
}
