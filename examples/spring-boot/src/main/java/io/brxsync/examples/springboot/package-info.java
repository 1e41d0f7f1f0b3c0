/** A shop on Spring Boot that has brx-sync inside. */
@NullMarked
package io.brxsync.examples.springboot;

import org.jspecify.annotations.NullMarked;
