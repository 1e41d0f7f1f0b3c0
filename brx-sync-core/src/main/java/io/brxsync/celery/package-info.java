/** Takes over the messages that producers of a Celery service go on writing, so that they need no change. */
@NullMarked
package io.brxsync.celery;

import org.jspecify.annotations.NullMarked;
