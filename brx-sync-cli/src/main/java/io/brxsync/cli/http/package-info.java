/** The worker's HTTP endpoint: liveness, readiness and metrics, none of which a dead server can hold up. */
@NullMarked
package io.brxsync.cli.http;

import org.jspecify.annotations.NullMarked;
