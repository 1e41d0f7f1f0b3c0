/** The web page for operators: what is wrong, queues, workers, users and dead letters, and switches for who has the token. */
@NullMarked
package io.brxsync.cli.dashboard;

import org.jspecify.annotations.NullMarked;
