/** brx-sync as a library inside another application. */
@NullMarked
package io.brxsync.examples.embedded;

import org.jspecify.annotations.NullMarked;
