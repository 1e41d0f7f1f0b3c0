/** The generated catalogue: games, categories, expansions and blueprints, the same for the same seed. */
@NullMarked
package io.brxsync.examples.simulator.catalogue;

import org.jspecify.annotations.NullMarked;
