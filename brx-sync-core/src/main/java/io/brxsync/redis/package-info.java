/** Everything that talks to Redis: the queue's scripts, the rate limiter, the connection. */
@NullMarked
package io.brxsync.redis;

import org.jspecify.annotations.NullMarked;
