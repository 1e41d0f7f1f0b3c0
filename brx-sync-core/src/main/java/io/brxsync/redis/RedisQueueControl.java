package io.brxsync.redis;

import io.brxsync.queue.DeadTask;
import io.brxsync.queue.QueueControl;
import io.brxsync.queue.QueueLimits;
import io.brxsync.queue.QueueStats;
import io.brxsync.queue.TaskState;
import io.brxsync.queue.TaskView;
import io.brxsync.queue.WorkerDirectory;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskMessageJson;
import io.brxsync.task.TaskNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Operators' view of the queue on Redis. Thread-safe. */
final class RedisQueueControl implements QueueControl {
    private final RedisScripts scripts;
    private final RedisClock clock;
    private final WorkerDirectory workers;

    RedisQueueControl(RedisScripts scripts, RedisClock clock) {
        this.scripts = scripts;
        this.workers = new RedisWorkerDirectory(scripts);
        this.clock = clock;
    }

    @Override
    public List<QueueStats> stats() {
        Reply reply = new Reply(scripts.strings("stats", List.of()));
        List<QueueStats> result = new ArrayList<>();
        while (reply.hasNext()) {
            result.add(new QueueStats(
                    reply.next(),
                    reply.nextLong(),
                    reply.nextLong(),
                    reply.nextLong(),
                    reply.nextLong(),
                    reply.nextLong(),
                    reply.nextLong(),
                    Duration.ofMillis(reply.nextLong()),
                    reply.nextLong() == 1));
        }
        return result;
    }

    @Override
    public List<TaskView> findAll(Collection<String> taskIds) {
        Reply reply = new Reply(scripts.strings("find", taskIds));
        List<TaskView> known = new ArrayList<>(taskIds.size());
        while (reply.hasNext()) {
            TaskState state = state(reply.next());
            if (state == TaskState.UNKNOWN) {
                reply.skip(6);
            } else {
                known.add(view(state, reply));
            }
        }
        return known;
    }

    private static TaskView view(TaskState state, Reply reply) {
        return new TaskView(
                TaskMessageJson.read(reply.next()),
                state,
                (int) reply.nextLong(),
                (int) reply.nextLong(),
                emptyToNull(reply.next()),
                emptyToNull(reply.next()),
                zeroIfEmpty(reply.next()));
    }

    private static long zeroIfEmpty(String number) {
        return number.isEmpty() ? 0 : Long.parseLong(number);
    }

    @Override
    public void pause(String queue) {
        scripts.number("control", "pause", queue);
    }

    @Override
    public void resume(String queue) {
        scripts.number("control", "resume", queue);
    }

    @Override
    public void hold(UUID user) {
        scripts.number("control", "hold", user.toString());
    }

    @Override
    public void release(UUID user) {
        scripts.number("control", "release", user.toString());
    }

    @Override
    public TaskState cancel(String taskId) {
        return state(scripts.string("cancel", taskId));
    }

    @Override
    public List<DeadTask> dead(@Nullable String queue, int offset, int limit) {
        Reply reply = new Reply(
                scripts.strings("letters", List.of(queue == null ? "" : queue, Integer.toString(offset + limit))));
        List<DeadTask> result = new ArrayList<>();
        while (reply.hasNext()) {
            result.add(deadTask(reply));
        }
        return result.stream()
                .sorted(Comparator.comparing(DeadTask::buriedAt).reversed())
                .skip(offset)
                .limit(limit)
                .toList();
    }

    static DeadTask deadTask(Reply reply) {
        TaskMessage message = TaskMessageJson.read(reply.next());
        String reason = reply.next();
        int attempts = (int) reply.nextLong();
        int crashes = (int) reply.nextLong();
        return new DeadTask(message, reason, attempts, crashes, Instant.ofEpochMilli(reply.nextLong()));
    }

    @Override
    public int retryDead(Collection<String> taskIds) {
        return settleDead("retry", taskIds);
    }

    @Override
    public int moveDead(Collection<String> taskIds, String queue) {
        List<String> arguments = new ArrayList<>();
        arguments.add(TaskNames.requireQueue(queue));
        for (TaskView view : findAll(taskIds)) {
            TaskMessage message = view.message();
            arguments.add(message.id());
            arguments.add(Long.toString(view.token()));
            arguments.add(TaskMessageJson.write(message.onQueue(queue)));
        }
        return (int) scripts.number("move", arguments.toArray(String[]::new));
    }

    @Override
    public int purgeDead(Collection<String> taskIds) {
        return settleDead("purge", taskIds);
    }

    private int settleDead(String verb, Collection<String> taskIds) {
        List<String> arguments = new ArrayList<>(taskIds.size() + 1);
        arguments.add(verb);
        arguments.addAll(taskIds);
        return (int) scripts.number("dead", arguments.toArray(String[]::new));
    }

    @Override
    public void limitConcurrency(Scope scope, String name, @Nullable Integer limit) {
        String field = switch (scope) {
            case QUEUE -> "q:" + name;
            case TYPE -> "t:" + name;
        };
        limit(field, limit);
    }

    @Override
    public void bound(@Nullable Integer perLane, @Nullable Integer perQueue) {
        limit("lane", perLane);
        limit("queue", perQueue);
    }

    private void limit(String field, @Nullable Integer limit) {
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("A limit must be at least 1, got " + limit);
        }
        scripts.number("control", "limit", field, limit == null ? "" : limit.toString());
    }

    @Override
    public QueueLimits limits() {
        Map<String, Integer> queues = new HashMap<>();
        Map<String, Integer> types = new HashMap<>();
        Map<String, Integer> bounds = new HashMap<>();
        Reply reply = new Reply(scripts.strings("limits", List.of()));
        while (reply.hasNext()) {
            String field = reply.next();
            int limit = (int) reply.nextLong();
            if (field.startsWith("q:")) {
                queues.put(field.substring(2), limit);
            } else if (field.startsWith("t:")) {
                types.put(field.substring(2), limit);
            } else {
                bounds.put(field, limit);
            }
        }
        return new QueueLimits(queues, types, bounds.get("lane"), bounds.get("queue"));
    }

    @Override
    public boolean tryLock(String name, Duration time) {
        return scripts.number("control", "lock", name, Long.toString(Math.max(1, time.toMillis()))) == 1;
    }

    @Override
    public WorkerDirectory workers() {
        return workers;
    }

    @Override
    public Duration clockSkew() {
        return clock.skew();
    }

    private static TaskState state(String code) {
        return switch (code) {
            case "R" -> TaskState.READY;
            case "S" -> TaskState.SCHEDULED;
            case "C" -> TaskState.CLAIMED;
            case "D" -> TaskState.DEAD;
            default -> TaskState.UNKNOWN;
        };
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
