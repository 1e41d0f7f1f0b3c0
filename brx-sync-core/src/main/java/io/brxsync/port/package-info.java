/** What the sync logic needs from outside: the marketplace, the store, the blueprint catalogue. */
@NullMarked
package io.brxsync.port;

import org.jspecify.annotations.NullMarked;
