/** Holds dashboard, alerts and deployment files against the real program. */
@NullMarked
package io.brxsync.examples.monitoring;

import org.jspecify.annotations.NullMarked;
