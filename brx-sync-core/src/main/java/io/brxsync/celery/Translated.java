package io.brxsync.celery;

import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a message of Celery's asks for. Immutable values. */
sealed interface Translated {

    /**
     * One task.
     *
     * @param id the id it gets, the same for the same message
     */
    record One(SyncTask task, String id, EnqueueOptions options) implements Translated {}

    /**
     * A sync of every user.
     *
     * @param id what the ids of the tasks are made of
     */
    record Everybody(String id, EnqueueOptions options) implements Translated {}

    /**
     * A product to be sent as its row has it. Whoever asks for it has written the row before.
     *
     * @param row the row's own id
     * @param values what is sent instead of the row's values
     */
    record AsMirrored(UUID user, long row, Values values) implements Translated {}

    /** Values of an edit; null for the row's own. */
    record Values(
            @Nullable Integer priceCents,
            @Nullable Integer quantity,
            @Nullable String description,
            @Nullable String userDataField,
            @Nullable Boolean graded,
            @Nullable ObjectNode properties) {}
}
