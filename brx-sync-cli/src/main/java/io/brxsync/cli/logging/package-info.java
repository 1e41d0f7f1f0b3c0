/** Logging of the program: slf4j-simple on standard error, and on request JSON lines in a file beside it. */
@NullMarked
package io.brxsync.cli.logging;

import org.jspecify.annotations.NullMarked;
