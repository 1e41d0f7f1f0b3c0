package io.brxsync.cli.dashboard;

import io.brxsync.queue.DeadTask;
import io.brxsync.queue.QueueControl;
import io.brxsync.task.TaskNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator does on the page. Each is logged with the address it came from. Thread-safe. */
final class Actions {
    private static final Logger LOG = LoggerFactory.getLogger(Actions.class);
    private static final int CHUNK = 500;
    private static final int MOST_IDS = 1000;

    private final QueueControl queues;
    private final Watcher watcher;

    Actions(QueueControl queues, Watcher watcher) {
        this.queues = queues;
        this.watcher = watcher;
    }

    /** How many dead letters an action was about. */
    record Result(int affected) {}

    /**
     * Which dead letters an action is about: named ones, or all that the operator could see.
     *
     * @param ids those named
     * @param all whether all are meant
     * @param queue with {@code all}: only those of this queue
     * @param until with {@code all}: none that was buried later
     */
    record Selection(
            @Nullable List<String> ids,
            @Nullable Boolean all,
            @Nullable String queue,
            @Nullable Instant until) {
        /** Refuses what could mean both or nothing. */
        Selection {
            ids = ids == null ? List.of() : List.copyOf(ids);
            all = all != null && all;
            if (all == !ids.isEmpty() || !all && (queue != null || until != null)) {
                throw new IllegalArgumentException("either ids or all");
            }
            if (ids.size() > MOST_IDS) {
                throw new IllegalArgumentException("at most " + MOST_IDS + " ids");
            }
        }
    }

    Result pause(String queue, String from) {
        queues.pause(known(queue));
        LOG.info("Queue paused on the dashboard queue={} from={}", queue, from);
        watcher.lookAtQueues();
        return new Result(0);
    }

    Result resume(String queue, String from) {
        queues.resume(known(queue));
        LOG.info("Queue resumed on the dashboard queue={} from={}", queue, from);
        watcher.lookAtQueues();
        return new Result(0);
    }

    private static String known(String queue) {
        return TaskNames.requireQueue(queue);
    }

    Result retry(Selection selection, String from) {
        int affected = apply(selection, queues::retryDead);
        LOG.info("Dead letters sent back on the dashboard tasks={} from={}", affected, from);
        return new Result(affected);
    }

    Result purge(Selection selection, String from) {
        int affected = apply(selection, queues::purgeDead);
        LOG.info("Dead letters purged on the dashboard tasks={} from={}", affected, from);
        return new Result(affected);
    }

    private int apply(Selection selection, ToIntFunction<List<String>> action) {
        List<String> ids = Boolean.TRUE.equals(selection.all()) ? all(selection) : ids(selection);
        int affected = 0;
        for (int from = 0; from < ids.size(); from += CHUNK) {
            affected += action.applyAsInt(ids.subList(from, Math.min(from + CHUNK, ids.size())));
        }
        watcher.lookAtQueues();
        return affected;
    }

    private static List<String> ids(Selection selection) {
        List<String> ids = selection.ids();
        return ids == null ? List.of() : ids;
    }

    private List<String> all(Selection selection) {
        String queue = selection.queue();
        Instant until = selection.until();
        List<String> ids = new ArrayList<>();
        List<DeadTask> page;
        int offset = 0;
        do {
            page = queues.dead(queue == null ? null : known(queue), offset, CHUNK);
            page.stream()
                    .filter(letter -> until == null || !letter.buriedAt().isAfter(until))
                    .forEach(letter -> ids.add(letter.message().id()));
            offset += page.size();
        } while (page.size() == CHUNK);
        return ids;
    }
}
