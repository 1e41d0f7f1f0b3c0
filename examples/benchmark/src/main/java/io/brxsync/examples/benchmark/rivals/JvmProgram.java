package io.brxsync.examples.benchmark.rivals;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process with a queue system of the JVM, which takes the lines that programs in other languages take: {@code "bulk N
 * MICROS"}, {@code "urgent NUMBER MILLIS"}, {@code "held 0"} and {@code "work 0"}. It ends with its input.
 */
abstract class JvmProgram implements AutoCloseable {
    /**
     * What it is told in its environment.
     *
     * @param url of Redis or PostgreSQL
     * @param threads of its worker
     * @param lease after which tasks of a dead worker are to come back; zero for the system's own default
     */
    record Terms(String url, int threads, Duration lease) {
        private static Terms of(Map<String, String> environment) {
            return new Terms(
                    Objects.requireNonNull(environment.getOrDefault("JDBC_URL", environment.get("REDIS_URL"))),
                    Integer.parseInt(environment.getOrDefault("THREADS", "1")),
                    Duration.ofSeconds(Long.parseLong(environment.getOrDefault("LEASE", "0"))));
        }
    }

    /** The process. */
    public static void main(String[] arguments) throws Exception {
        Terms terms = Terms.of(System.getenv());
        QueueSystem system = QueueSystem.valueOf(arguments[0]);
        try (JvmProgram program = switch (system) {
                    case BRX_SYNC -> new BrxSyncProgram(terms);
                    case JOBRUNR -> new JobRunrProgram(terms);
                    case DB_SCHEDULER -> new DbSchedulerProgram(terms);
                    case CELERY, BULLMQ, SIDEKIQ -> throw new IllegalArgumentException(system + " is not on the JVM");
                };
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(system);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] fields = line.split(" ");
                System.out.println(program.step(
                        fields[0],
                        Arrays.stream(fields, 1, fields.length)
                                .mapToInt(Integer::parseInt)
                                .toArray()));
            }
        }
        System.exit(0);
    }

    /** Does a step and says what came out. */
    Object step(String name, int[] numbers) throws Exception {
        switch (name) {
            case "bulk" -> enqueueBulk(numbers[0], numbers[1]);
            case "urgent" -> {
                long sent = System.nanoTime();
                enqueueUrgent(numbers[0], numbers[1]);
                return sent;
            }
            case "held" -> {
                return held();
            }
            case "work" -> work();
            default -> throw new IllegalArgumentException("Nobody knows how to " + name);
        }
        return "done";
    }

    abstract void enqueueBulk(int tasks, int micros) throws Exception;

    abstract void enqueueUrgent(int number, int millis) throws Exception;

    /** How many tasks its store knows. */
    abstract long held() throws Exception;

    /** Starts a worker for urgent and bulk tasks. */
    abstract void work() throws Exception;

    /** What the handler of an urgent task does. */
    static void urgent(int number, int millis) {
        System.out.println(number + " " + System.nanoTime());
        if (millis > 0) {
            try {
                TimeUnit.MILLISECONDS.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What the handler of a bulk task does: it waits, as most do, for a network or a database. */
    static void bulk(int micros) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    }
}
