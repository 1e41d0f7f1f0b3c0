package io.brxsync.cardtrader.wire;

import java.util.List;

/**
 * A kind of product within a game, such as its single cards. Immutable.
 *
 * @param id its id
 * @param name its name
 * @param gameId the game
 * @param properties what is told of such products
 */
public record Category(long id, String name, long gameId, List<Property> properties) {
    /** Copies the properties. */
    public Category {
        properties = List.copyOf(properties);
    }
}
