/**
 * A strict and odd CardTrader over real HTTP: {@link io.brxsync.examples.simulator.CardTraderSimulator} in tests,
 * {@link io.brxsync.examples.simulator.SimulatorProgram} as a program.
 */
@NullMarked
package io.brxsync.examples.simulator;

import org.jspecify.annotations.NullMarked;
