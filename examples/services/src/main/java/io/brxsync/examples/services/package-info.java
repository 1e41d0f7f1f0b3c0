/** Starts the servers brx-sync talks to – PostgreSQL, Redis, MariaDB – for tests and examples, and leaves nothing running. */
@NullMarked
package io.brxsync.examples.services;

import org.jspecify.annotations.NullMarked;
