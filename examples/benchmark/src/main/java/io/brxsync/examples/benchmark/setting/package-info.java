/** The servers and processes that several questions need. */
@NullMarked
package io.brxsync.examples.benchmark.setting;

import org.jspecify.annotations.NullMarked;
