package io.brxsync.port;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a bulk job stands. Immutable.
 *
 * @param state where it is; an end does not mean that every item went well
 * @param items what is known of items, by their position in the request
 */
public record JobReport(State state, Map<Integer, Item> items) {
    /** Copies the items. */
    public JobReport {
        items = Map.copyOf(items);
    }

    /** Where a job is. */
    public enum State {
        /** Waiting or running. */
        UNFINISHED,
        /** Over. */
        COMPLETED,
        /** Given up by CardTrader; some items may have been done. */
        UNPROCESSABLE,
        /** CardTrader knows nothing of such a job. */
        UNKNOWN
    }

    /** How an item went. */
    public enum Result {
        /** As asked. */
        OK,
        /** Stored, but not quite as asked. */
        WARNING,
        /** Not stored. */
        ERROR
    }

    /**
     * One item.
     *
     * @param result how it went
     * @param productId the listing, null when CardTrader does not say
     * @param messages errors and warnings, a line each
     */
    public record Item(Result result, @Nullable Long productId, List<String> messages) {
        /** Copies the messages. */
        public Item {
            messages = List.copyOf(messages);
        }
    }

    /** What is known of the item at this position. */
    public Optional<Item> item(int index) {
        return Optional.ofNullable(items.get(index));
    }
}
