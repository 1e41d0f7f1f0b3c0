/** Takes webhooks in: signature, size, then the outbox. */
@NullMarked
package io.brxsync.webhook;

import org.jspecify.annotations.NullMarked;
