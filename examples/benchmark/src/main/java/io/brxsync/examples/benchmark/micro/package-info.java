/** Small parts alone, measured by JMH: what a task, a row of an export and a script call cost. */
@NullMarked
package io.brxsync.examples.benchmark.micro;

import org.jspecify.annotations.NullMarked;
