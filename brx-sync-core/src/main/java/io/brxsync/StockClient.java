package io.brxsync;

import io.brxsync.port.MirroredProduct;
import io.brxsync.port.Operation;
import io.brxsync.port.OperationStore;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundStore;
import io.brxsync.port.SyncStore;
import io.brxsync.queue.Enqueued;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * Changes of products and stock, asked for by the own marketplace. When a method returns, the mirror and the ledger hold the
 * change and the task that brings it to CardTrader is in the database, all or nothing. Thread-safe; errors as in {@link
 * io.brxsync.port.SyncStore}.
 */
public final class StockClient {
    private final TaskClient client;
    private final OutboundStore changes;
    private final OperationStore operations;
    private final TaskCodec codec;

    StockClient(TaskClient client, SyncStore store, TaskCodec codec) {
        this.client = client;
        this.changes = store.outbound();
        this.operations = store.operations();
        this.codec = codec;
    }

    /**
     * Moves a product's stock for a sale or restocking of the own marketplace: the mirror at once, CardTrader as soon as
     * possible. The same key moves nothing a second time.
     *
     * @param externalStockId CardTrader's product id
     * @param delta in lots, not zero
     * @param key the caller's idempotency key
     * @return the task; its operation ends as failed if CardTrader's stock could not be moved
     * @throws BrxException {@code REJECTED} for a product that the mirror does not know, and for a key that was used for
     *     something else
     */
    public Enqueued adjustStock(UUID user, String externalStockId, int delta, String key) {
        return ask(new SyncTask.AdjustStock(user, externalStockId, delta, key));
    }

    /**
     * The same as part of the caller's own transaction, as in {@link BrxSync#enqueueIn}.
     *
     * @return call it after the commit
     */
    public Runnable adjustStockIn(Connection transaction, UUID user, String externalStockId, int delta, String key) {
        return askIn(transaction, new SyncTask.AdjustStock(user, externalStockId, delta, key));
    }

    /**
     * Edits a product: the mirror at once, CardTrader with the next bulk job. Edits that were not sent yet become one, the
     * newest values winning.
     *
     * @return the task; its operation ends as failed if CardTrader refuses the values
     * @throws BrxException {@code REJECTED} for a product that the mirror does not know
     */
    public Enqueued updateProduct(SyncTask.PushProduct edit) {
        return ask(edit);
    }

    /**
     * The same as part of the caller's own transaction, as in {@link BrxSync#enqueueIn}.
     *
     * @return call it after the commit
     */
    public Runnable updateProductIn(Connection transaction, SyncTask.PushProduct edit) {
        return askIn(transaction, edit);
    }

    /**
     * Sends a product whose row in the mirror the application writes itself: an edit made of the row as it is, in one
     * transaction with the look at it.
     *
     * @param row the row's own id, {@code user_inventory_items.id}
     * @param edit makes the edit, of this row's product; may refuse with an exception, then nothing is asked for
     * @return as {@link #updateProduct}
     * @throws BrxException {@code REJECTED} if the user has no such row
     */
    public Enqueued updateMirrored(UUID user, long row, Function<MirroredProduct, SyncTask.PushProduct> edit) {
        OutboundStore.Asked asked = changes.ask(user, row, edit);
        return pushed(asked.message(), asked.live());
    }

    /**
     * Lists a new product. It comes into the mirror once CardTrader has given it an id; the same key lists nothing a second
     * time.
     *
     * @return the task; its operation ends as failed if CardTrader refuses the values
     * @throws BrxException {@code REJECTED} for a key that was used for something else
     */
    public Enqueued createProduct(SyncTask.CreateProduct product) {
        return ask(product);
    }

    /**
     * The same as part of the caller's own transaction, as in {@link BrxSync#enqueueIn}.
     *
     * @return call it after the commit
     */
    public Runnable createProductIn(Connection transaction, SyncTask.CreateProduct product) {
        return askIn(transaction, product);
    }

    /**
     * Removes a product: from the mirror's stock at once, from CardTrader as soon as possible.
     *
     * @param externalStockId CardTrader's product id
     * @throws BrxException {@code REJECTED} for a product that the mirror does not know
     */
    public Enqueued deleteProduct(UUID user, String externalStockId) {
        return ask(new SyncTask.DeleteProduct(user, externalStockId));
    }

    /**
     * The same as part of the caller's own transaction, as in {@link BrxSync#enqueueIn}.
     *
     * @return call it after the commit
     */
    public Runnable deleteProductIn(Connection transaction, UUID user, String externalStockId) {
        return askIn(transaction, new SyncTask.DeleteProduct(user, externalStockId));
    }

    /**
     * Settles a change of which nobody could tell whether it was made, or whose task was given up or cancelled; an operator
     * has looked. Its product is read again.
     *
     * @param state done or refused
     * @return the change as it was
     * @throws BrxException {@code REJECTED} if there is no such change or it needs nobody
     */
    public OutboundChange settle(long id, OutboundChange.State state) {
        OutboundChange change = changes.find(id)
                .orElseThrow(() -> BrxException.of(BrxException.Kind.REJECTED, "There is no change " + id));
        boolean givenUp = !change.state().settled()
                && operations
                        .find(change.operationId())
                        .filter(operation -> operation.status() != Operation.Status.FAILED)
                        .isEmpty();
        if (change.state() != OutboundChange.State.REVIEW && !givenUp) {
            throw BrxException.of(
                    BrxException.Kind.REJECTED,
                    "Change " + id + " is " + change.state().wireName() + " and needs nobody to settle it");
        }
        String before = change.result() == null ? "" : change.result() + "; ";
        String result = before + "settled as " + state.wireName() + " by an operator";
        push(changes.settle(List.of(new OutboundStore.Settlement(id, state, result, true)), null));
        return change;
    }

    private Enqueued ask(SyncTask task) {
        TaskMessage message = codec.encode(task, EnqueueOptions.DEFAULTS);
        return pushed(message, changes.ask(message, task));
    }

    private Runnable askIn(Connection transaction, SyncTask task) {
        TaskMessage message = codec.encode(task, EnqueueOptions.DEFAULTS);
        TaskMessage live = changes.ask(transaction, message, task);
        return () -> pushed(message, live);
    }

    private Enqueued pushed(TaskMessage message, TaskMessage live) {
        return client.push(List.of(message), Map.of(message.id(), live)).get(0);
    }

    /** Hands tasks to the queue that a store enlisted. */
    void push(List<TaskMessage> enlisted) {
        Map<String, TaskMessage> live = new HashMap<>();
        enlisted.forEach(message -> live.put(message.id(), message));
        client.push(enlisted, live);
    }
}
