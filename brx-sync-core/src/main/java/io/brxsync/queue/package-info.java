/** The queue port: lanes, claims with fencing tokens, dispositions, and the in-memory reference. */
@NullMarked
package io.brxsync.queue;

import org.jspecify.annotations.NullMarked;
