package io.brxsync.cli;

import io.brxsync.queue.DeadTask;
import io.brxsync.queue.QueueControl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads dead letters page by page. */
final class DeadLetters {
    private static final int PAGE = 500;

    private final QueueControl queues;

    DeadLetters(QueueControl queues) {
        this.queues = queues;
    }

    /** Those of one queue, or all; newest first. */
    List<DeadTask> all(@Nullable String queue) {
        List<DeadTask> all = new ArrayList<>();
        List<DeadTask> page;
        do {
            page = queues.dead(queue, all.size(), PAGE);
            all.addAll(page);
        } while (page.size() == PAGE);
        return all;
    }

    /** The ids of {@link #all}. */
    List<String> ids(@Nullable String queue) {
        return all(queue).stream().map(task -> task.message().id()).toList();
    }
}
