package io.brxsync.port;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A change on its way to CardTrader. Immutable.
 *
 * @param id its id
 * @param subject what is changed
 * @param kind how
 * @param reference what makes it happen once: the caller's key, or the operation
 * @param change the values that go out, and {@code applied}, what it did to the mirror's quantity
 * @param state where it is
 * @param job the bulk job that carries it, null outside of one
 * @param result how it ended or why it waits, null when there is nothing to say
 * @param operationId the operation that asked for it
 * @param times when what happened
 */
public record OutboundChange(
        long id,
        Subject subject,
        Kind kind,
        String reference,
        JsonNode change,
        State state,
        @Nullable JobItem job,
        @Nullable String result,
        String operationId,
        Times times) {

    /**
     * What is changed.
     *
     * @param user the seller
     * @param externalStockId CardTrader's product id, null while a new product has none
     * @param blueprintId what card it is
     */
    public record Subject(UUID user, @Nullable String externalStockId, int blueprintId) {
        /** CardTrader's product id as a number. */
        public long productId() {
            return Long.parseLong(Objects.requireNonNull(externalStockId));
        }
    }

    /** Whether a job carries it whose name is known, so that the job's end decides what becomes of it. */
    public boolean followed() {
        return job != null && job.job() != null;
    }

    /** How something is changed; in the database in lower case. */
    public enum Kind {
        /** A quantity goes up or down. */
        ADJUST,
        /** New values. */
        EDIT,
        /** Removed. */
        DELETE,
        /** Newly listed. */
        CREATE;

        /** The spelling of the database. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where a change is; in the database in lower case. */
    public enum State {
        /** Not sent yet. */
        PENDING,
        /** Being sent: whether it arrived is not known. */
        SENDING,
        /** In a bulk job. */
        SUBMITTED,
        /** Made. */
        DONE,
        /** Not made, and will not be. */
        REFUSED,
        /** Nobody can tell whether it was made: a person has to look. */
        REVIEW;

        /** The spelling of the database. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether nothing more is sent or looked up for it. */
        public boolean settled() {
            return this == DONE || this == REFUSED || this == REVIEW;
        }
    }

    /**
     * A place in a bulk job.
     *
     * @param job the job, null as long as CardTrader has not named it
     * @param index the position in its request
     */
    public record JobItem(@Nullable UUID job, int index) {}

    /**
     * When what happened.
     *
     * @param createdAt asked for
     * @param sentAt sent first, null before
     * @param settledAt settled, null before
     */
    public record Times(
            Instant createdAt,
            @Nullable Instant sentAt,
            @Nullable Instant settledAt) {}
}
