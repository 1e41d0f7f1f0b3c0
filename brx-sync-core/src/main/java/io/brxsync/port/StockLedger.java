package io.brxsync.port;

import io.brxsync.task.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Why every quantity is what it is, and the orders that moved stock. Thread-safe; errors as in {@link SyncStore}.
 *
 * <p>Whatever is repeated, reordered or missing, one line of an order moves stock at most once: its entry in the ledger
 * and the change of the mirror's row are one transaction.
 */
public interface StockLedger {

    /**
     * Records what an order looks like, and moves the stock that it sold. What the order alone does not tell is left to be
     * read again: the tasks that do so are enlisted in the same transaction.
     *
     * @param fence under whose claim
     * @param followUps makes the tasks that read again what has to be read
     * @return what was done
     * @throws io.brxsync.BrxException {@code LEASE_LOST} if a later claim began
     */
    Recorded record(Fence fence, UUID user, OrderSighting sighting, Function<Reread, List<TaskMessage>> followUps);

    /**
     * What has to be read again.
     *
     * @param blueprints products of these
     * @param everything the whole inventory, because nobody knows which products it is about
     */
    record Reread(Set<Integer> blueprints, boolean everything) {
        /** Copies the set. */
        public Reread {
            blueprints = Set.copyOf(blueprints);
        }

        /** Whether there is nothing to read. */
        public boolean isEmpty() {
            return blueprints.isEmpty() && !everything;
        }
    }

    /**
     * What recording an order did.
     *
     * @param isNew whether the order was not in the ledger before
     * @param moved lines that moved stock now
     * @param written the tasks that read again what has to be
     * @param live what stands for each of them in the outbox, in order
     */
    record Recorded(boolean isNew, int moved, List<TaskMessage> written, List<TaskMessage> live) {
        /** Copies the lists. */
        public Recorded {
            written = List.copyOf(written);
            live = List.copyOf(live);
        }
    }

    /**
     * Movements of a user, newest first.
     *
     * @param externalStockId of one product, null for all
     */
    List<StockMovement> history(UUID user, @Nullable String externalStockId, int limit);

    /**
     * Since when sales may be missing from a user's mirror unless somebody recorded them: the start of the oldest read of
     * CardTrader that rows rest on, by the database's clock; empty while none rests on any.
     */
    Optional<Instant> readSince(UUID user);

    /** How far the poll of a user's orders got; empty before the first one. */
    Optional<OrderCursor> cursor(UUID user);

    /** Moves the poll of a user's orders on. */
    void moveCursor(Fence fence, UUID user, OrderCursor cursor);

    /**
     * How far a poll got.
     *
     * @param firstId the newest order when the first poll came, which read what was older; later ones do not look for that
     * @param orderId the largest order id that was read
     * @param polledAt when
     * @param webhookCheckedAt when the registered webhook address was last looked at, null for never
     * @param webhookMissingSince since when there is none, null while there is one
     */
    record OrderCursor(
            long firstId,
            long orderId,
            Instant polledAt,
            @Nullable Instant webhookCheckedAt,
            @Nullable Instant webhookMissingSince) {}

    /**
     * Orders that are not over and were not read since, those that waited longest first.
     *
     * @param readBefore leaves out what was read or announced after this moment
     */
    List<Long> openOrders(UUID user, Instant readBefore, int limit);

    /**
     * Counts orders that a poll found and no webhook announced within the time given, each once.
     *
     * @param grace how late a webhook may be
     * @return how many more there are
     */
    int countUnannounced(Fence fence, UUID user, Duration grace);

    /** What an operator should know of a user's orders. */
    OrderHealth health(UUID user, Duration recent);

    /**
     * A user's orders in numbers.
     *
     * @param orders seen recently
     * @param unannounced of those, seen by a poll and by no webhook
     * @param lastWebhookAt when a webhook last told of an order that was new, null for never
     * @param cursor how far the poll got, null when none ran
     */
    record OrderHealth(
            long orders,
            long unannounced,
            @Nullable Instant lastWebhookAt,
            @Nullable OrderCursor cursor) {}

    /**
     * Deletes movements, and orders that are over, from before this time.
     *
     * @return how many rows
     */
    long purgeBefore(Instant time);
}
