package io.brxsync.cardtrader.wire;

/**
 * A game that CardTrader trades cards of. Immutable.
 *
 * @param id its id
 * @param name the short name
 * @param displayName the full name, the short one where CardTrader leaves it out
 */
public record Game(long id, String name, String displayName) {}
