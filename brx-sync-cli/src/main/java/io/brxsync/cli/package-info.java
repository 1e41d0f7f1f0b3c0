/** The command line: one class per command, assembled in {@link io.brxsync.cli.Cli} and wired in one place. */
@NullMarked
package io.brxsync.cli;

import org.jspecify.annotations.NullMarked;
