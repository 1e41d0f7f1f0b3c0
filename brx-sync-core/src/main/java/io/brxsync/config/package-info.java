/** Configuration: the contract's environment variables as validated records. */
@NullMarked
package io.brxsync.config;

import org.jspecify.annotations.NullMarked;
