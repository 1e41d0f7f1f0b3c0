/** How fast webhooks are answered, and followed, while whole inventories are synced. */
@NullMarked
package io.brxsync.examples.benchmark.webhooks;

import org.jspecify.annotations.NullMarked;
