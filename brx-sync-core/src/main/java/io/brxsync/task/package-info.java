/** What can be asked for: task types, their policies, and how they are written as JSON. */
@NullMarked
package io.brxsync.task;

import org.jspecify.annotations.NullMarked;
