package io.brxsync.cli;

import io.brxsync.queue.Enqueued;
import io.brxsync.task.TaskMessage;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Remembers which messages a bound turned away, for one clear complaint at the end. For one thread. */
final class Refusals {
    private @Nullable String first;
    private int count;

    /** Takes note of one answer. */
    void note(TaskMessage message, Enqueued answer) {
        Enqueued.Refusal refusal = answer.refusal();
        if (refusal == null) {
            return;
        }
        count++;
        if (first == null) {
            String owner = switch (refusal.scope()) {
                case LANE -> " of user " + message.user();
                case QUEUE -> "";
            };
            String bound = switch (refusal.scope()) {
                case LANE -> "--waiting-per-user";
                case QUEUE -> "--waiting-per-queue";
            };
            first = refusal.waiting() + " tasks" + owner + " wait in queue " + message.queue() + ", no more than "
                    + refusal.bound() + " may ('brx-sync limits " + bound + " N' changes that)";
        }
    }

    boolean any() {
        return count > 0;
    }

    /** Says which bound was reached and how many messages met it; nothing when none did. */
    void complain(PrintStream err) {
        if (any()) {
            err.println("Refused " + count + (count == 1 ? " task: " : " tasks: ") + first);
        }
    }
}
