package io.brxsync.celery;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.BrxSync;
import io.brxsync.port.Account;
import io.brxsync.queue.Enqueued;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Passes messages on, in their order: first into the outbox, then out of the list. For one thread. */
final class Passing {
    private static final Logger LOG = LoggerFactory.getLogger(Passing.class);

    private final BrxSync brx;
    private final CeleryBroker broker;
    private final Translation translation;
    private final String consumer;

    Passing(BrxSync brx, CeleryBroker broker, Translation translation, String consumer) {
        this.brx = brx;
        this.broker = broker;
        this.translation = translation;
        this.consumer = consumer;
    }

    String consumer() {
        return consumer;
    }

    /**
     * A message that is understood.
     *
     * @param raw as it was taken
     * @param tasks what goes into the outbox, none for an edit
     * @param edit what is made of the mirror's row
     */
    private record Understood(
            String raw, CeleryMessage message, List<TaskMessage> tasks, Translated.@Nullable AsMirrored edit) {}

    /**
     * Passes on what it can and puts the rest aside.
     *
     * @throws BrxException if a server is away; what was not passed on is still the consumer's
     */
    void on(List<String> messages) {
        List<Understood> batch = new ArrayList<>();
        for (String raw : messages) {
            Understood understood = understood(raw);
            if (understood != null && understood.edit() != null) {
                // What was asked for before goes first.
                together(batch);
                batch.clear();
                alone(understood);
            } else if (understood != null) {
                batch.add(understood);
            }
        }
        together(batch);
    }

    private @Nullable Understood understood(String raw) {
        ObjectNode envelope = null;
        CeleryMessage message = null;
        try {
            envelope = CeleryMessage.envelope(raw);
            message = CeleryMessage.read(envelope);
            return understood(raw, message, translation.of(message));
        } catch (BrxException | IllegalArgumentException e) {
            if (e instanceof BrxException known && known.kind() != Kind.REJECTED) {
                throw e;
            }
            refuse(raw, envelope, message, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private Understood understood(String raw, CeleryMessage message, Translated translated) {
        if (translated instanceof Translated.One one) {
            requireConnected(one.task().user());
            return new Understood(raw, message, List.of(encoded(one.task(), one.id(), one.options())), null);
        }
        if (translated instanceof Translated.Everybody everybody) {
            return new Understood(raw, message, syncs(everybody), null);
        }
        Translated.AsMirrored edit = (Translated.AsMirrored) translated;
        requireConnected(edit.user());
        return new Understood(raw, message, List.of(), edit);
    }

    private void requireConnected(UUID user) {
        if (brx.store().accounts().find(user).isEmpty()) {
            throw CeleryMessage.refused("user " + user + " is not connected");
        }
    }

    private List<TaskMessage> syncs(Translated.Everybody everybody) {
        Stream<UUID> users = brx.store().accounts().list().stream()
                .filter(account -> !account.suspended())
                .map(Account::user);
        return users.map(user -> encoded(
                        new SyncTask.PeriodicSync(user),
                        Translation.derived(everybody.id() + ":" + user),
                        everybody.options()))
                .toList();
    }

    private TaskMessage encoded(SyncTask task, String id, EnqueueOptions options) {
        TaskMessage message = brx.codec().encode(task, options);
        return new TaskMessage(
                id,
                message.type(),
                message.version(),
                message.user(),
                message.queue(),
                message.payload(),
                message.options());
    }

    private void together(List<Understood> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            enqueue(batch);
        } catch (BrxException e) {
            if (!itsOwnFault(e)) {
                throw e;
            }
            // One of them is bad, and the others must not wait for it.
            batch.forEach(this::alone);
            return;
        }
        passed(batch);
    }

    private void alone(Understood understood) {
        try {
            if (understood.edit() == null) {
                enqueue(List.of(understood));
            } else {
                Translated.AsMirrored edit = understood.edit();
                brx.stock().updateMirrored(edit.user(), edit.row(), row -> Translation.edit(edit, row));
            }
        } catch (BrxException | IllegalArgumentException e) {
            if (e instanceof BrxException known && !itsOwnFault(known)) {
                throw e;
            }
            refuse(understood.raw(), null, understood.message(), String.valueOf(e.getMessage()));
            return;
        }
        passed(List.of(understood));
    }

    private static boolean itsOwnFault(BrxException e) {
        return e.kind() == Kind.REJECTED || e.kind() == Kind.BUG;
    }

    private void enqueue(List<Understood> batch) {
        List<TaskMessage> tasks =
                batch.stream().flatMap(each -> each.tasks().stream()).toList();
        for (Enqueued enqueued : brx.enqueueAll(tasks)) {
            Enqueued.Refusal refusal = enqueued.refusal();
            if (enqueued.outcome() == Enqueued.Outcome.REFUSED) {
                throw BrxException.unavailable(
                        "the queue is full" + (refusal == null ? "" : ": " + refusal.describe()), null, null);
            }
        }
    }

    private void passed(List<Understood> batch) {
        broker.done(consumer, batch.stream().map(Understood::raw).toList());
        batch.forEach(each -> count(each.message().task(), "bridged"));
    }

    private void refuse(String raw, @Nullable ObjectNode envelope, @Nullable CeleryMessage message, String reason) {
        String task = message != null ? message.task() : envelope == null ? null : CeleryMessage.task(envelope);
        String id = message != null ? message.id() : envelope == null ? null : CeleryMessage.id(envelope);
        String kept = message != null ? translation.kept(message) : envelope == null ? raw : Translation.kept(envelope);
        long number = broker.refuse(consumer, raw, new CeleryBroker.Refusal(reason, task, id, kept));
        if (number > 0) {
            LOG.warn(
                    "Celery message refused, 'celery list' shows it and 'celery retry' sends it again number={} celery_task={}"
                            + " celery_id={} reason={}",
                    number,
                    task,
                    id,
                    reason);
            count(task, "refused");
        }
    }

    private void count(@Nullable String task, String outcome) {
        brx.meters()
                .counter("brx.celery.messages", "task", Translation.metric(task), "outcome", outcome)
                .increment();
    }
}
