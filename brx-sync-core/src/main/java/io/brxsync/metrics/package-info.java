/** The engine's events as Micrometer meters, under the names that dashboards and alerts know. */
@NullMarked
package io.brxsync.metrics;

import org.jspecify.annotations.NullMarked;
