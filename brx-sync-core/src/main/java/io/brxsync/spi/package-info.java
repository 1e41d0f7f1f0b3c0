/** How the store and the marketplace plug into the facade: one provider each, found by ServiceLoader. */
@NullMarked
package io.brxsync.spi;

import org.jspecify.annotations.NullMarked;
