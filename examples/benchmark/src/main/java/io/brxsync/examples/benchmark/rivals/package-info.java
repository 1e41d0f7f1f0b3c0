/** Queue systems in processes of their own, ours and others', told line by line what to enqueue and when to work. */
@NullMarked
package io.brxsync.examples.benchmark.rivals;

import org.jspecify.annotations.NullMarked;
