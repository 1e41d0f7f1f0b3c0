package io.brxsync.cli;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.brxsync.queue.DeadTask;
import java.time.Instant;
import java.util.UUID;

/**
 * A dead letter as commands print it. Immutable.
 *
 * @param id the task's id
 * @param type its wire name
 * @param version of its payload
 * @param queue where it was
 * @param user whose it is
 * @param reason why it was given up
 * @param attempts counted failures
 * @param crashes workers that died with it
 * @param enqueuedAt when it was asked for
 * @param buriedAt when it was given up
 * @param payload a JSON object
 */
record DeadView(
        String id,
        String type,
        int version,
        String queue,
        UUID user,
        String reason,
        int attempts,
        int crashes,
        Instant enqueuedAt,
        Instant buriedAt,
        @JsonRawValue String payload) {

    static DeadView of(DeadTask task) {
        return new DeadView(
                task.message().id(),
                task.message().type(),
                task.message().version(),
                task.message().queue(),
                task.message().user(),
                task.reason(),
                task.attempts(),
                task.crashes(),
                task.message().options().enqueuedAt(),
                task.buriedAt(),
                task.message().payload());
    }
}
