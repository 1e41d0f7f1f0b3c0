/** The engine: claims tasks, runs their handlers, keeps leases, settles. */
@NullMarked
package io.brxsync.worker;

import org.jspecify.annotations.NullMarked;
