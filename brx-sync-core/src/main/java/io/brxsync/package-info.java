/** The embedding facade: build brx-sync, enqueue tasks, run workers, follow operations. */
@NullMarked
package io.brxsync;

import org.jspecify.annotations.NullMarked;
