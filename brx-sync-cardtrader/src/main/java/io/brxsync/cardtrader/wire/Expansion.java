package io.brxsync.cardtrader.wire;

/**
 * A set of cards. Immutable.
 *
 * @param id its id
 * @param gameId the game
 * @param code its code, unique only within its game
 * @param name its name
 */
public record Expansion(long id, long gameId, String code, String name) {}
