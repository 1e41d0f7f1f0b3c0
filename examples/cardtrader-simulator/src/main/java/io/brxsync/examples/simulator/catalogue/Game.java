package io.brxsync.examples.simulator.catalogue;

/**
 * A game of the catalogue.
 *
 * @param id CardTrader's id of the game
 * @param name the short name
 * @param displayName the name shown to people
 */
public record Game(int id, String name, String displayName) {}
