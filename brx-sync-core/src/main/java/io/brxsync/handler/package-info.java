/** The sync logic: one handler per task type. */
@NullMarked
package io.brxsync.handler;

import org.jspecify.annotations.NullMarked;
