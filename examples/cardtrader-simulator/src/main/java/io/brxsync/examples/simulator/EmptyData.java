package io.brxsync.examples.simulator;

import tools.jackson.databind.node.ObjectNode;

/** The forms in which {@code data} of a webhook can be empty; nobody has published which one is used. */
public enum EmptyData {
    /** {@code {}}. */
    OBJECT,
    /** {@code null}. */
    NULL,
    /** {@code ""}. */
    TEXT,
    /** {@code []}. */
    ARRAY,
    /** No {@code data} at all. */
    MISSING;

    void putInto(ObjectNode envelope) {
        switch (this) {
            case OBJECT -> envelope.putObject("data");
            case NULL -> envelope.putNull("data");
            case TEXT -> envelope.put("data", "");
            case ARRAY -> envelope.putArray("data");
            case MISSING -> envelope.remove("data");
        }
    }
}
