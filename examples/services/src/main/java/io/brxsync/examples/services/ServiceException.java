package io.brxsync.examples.services;

import org.jspecify.annotations.Nullable;

/** A server could not be started, reached or commanded; the message says which one and what it answered. */
public final class ServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ServiceException(String message) {
        super(message);
    }

    ServiceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
