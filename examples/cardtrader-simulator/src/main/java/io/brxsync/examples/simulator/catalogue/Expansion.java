package io.brxsync.examples.simulator.catalogue;

/**
 * An expansion of a game.
 *
 * @param id CardTrader's id
 * @param gameId the game
 * @param code the code: unique only inside its game, may contain spaces, up to 25 characters
 * @param name the name
 */
public record Expansion(int id, int gameId, String code, String name) {}
