package io.brxsync.celery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Celery's lists in Redis, seen as one more consumer. A message is at any moment in exactly one place: in Celery's list, in
 * that of the consumer who has taken it, or among the refused ones; every move is atomic. Messages are texts of one
 * character per byte (ISO 8859-1), so that even what is no text stays what it is. Thread-safe.
 *
 * <p>Errors are {@link io.brxsync.BrxException}, {@code UNAVAILABLE} for a server out of reach.
 */
public interface CeleryBroker extends AutoCloseable {

    /**
     * Takes messages: first those this consumer has already, whose answer or whose work failed; then those of consumers
     * that were not heard of for the lease; then those sent back by {@link #retry}; then those of the queue, oldest first,
     * Celery's priorities observed. Counts as a sign of life.
     *
     * @param consumer one thread at a time
     * @param lease after so long without a sign of life, others take what a consumer had
     * @param most at most so many
     * @return messages this consumer has now, until {@link #done} or {@link #refuse}
     */
    List<String> take(String consumer, String queue, Duration lease, int most);

    /** Waits for a message of the queue; the next {@link #take} returns it. Returns early when there is one. */
    void await(String consumer, String queue, Duration longest);

    /** Forgets messages that are somebody else's safe possession by now. */
    void done(String consumer, List<String> messages);

    /**
     * Puts a message aside for a person to look at.
     *
     * @param message as it was taken
     * @param why what is kept of it
     * @return its number; 0 if the consumer had lost it to another one
     */
    long refuse(String consumer, String message, Refusal why);

    /** The consumer ends; what it still has is anybody's at once. */
    void leave(String consumer);

    /** Refused messages, oldest first. */
    List<Refused> refused(int limit);

    /**
     * Sends refused messages through the bridge again.
     *
     * @return how many there were
     */
    int retry(List<Long> ids);

    /**
     * Deletes refused messages.
     *
     * @return how many there were
     */
    int purge(List<Long> ids);

    /**
     * Gives messages back to their lists that Celery's workers took and did not acknowledge, as kombu does it itself.
     *
     * @param age taken at least so long ago; less than Celery's visibility timeout only when no Celery worker runs
     * @return how many
     */
    int restoreUnacknowledged(Duration age);

    /** What lies where. */
    Depth depth();

    @Override
    void close();

    /**
     * Why a message is put aside.
     *
     * @param reason one line for a person
     * @param task Celery's name of the task, null when it cannot be read
     * @param taskId Celery's id of the task, null when it cannot be read
     * @param kept what is kept: the message, without what must not be kept
     */
    record Refusal(
            String reason, @Nullable String task, @Nullable String taskId, String kept) {}

    /**
     * A message that was put aside.
     *
     * @param id its number
     * @param at when
     * @param why the reason
     */
    record Refused(long id, Instant at, Refusal why) {}

    /**
     * Numbers of messages.
     *
     * @param waiting in Celery's lists
     * @param taken by bridges, on their way
     * @param refused put aside
     * @param unacknowledged taken by Celery's workers
     */
    record Depth(long waiting, long taken, long refused, long unacknowledged) {}
}
