/** The store on PostgreSQL, the blueprint catalogue on MySQL, and the encryption of tokens. */
@NullMarked
package io.brxsync.store;

import org.jspecify.annotations.NullMarked;
