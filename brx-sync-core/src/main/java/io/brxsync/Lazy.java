package io.brxsync;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A part that is opened when first asked for; an opening that fails is tried again next time. Thread-safe. */
final class Lazy<T> {
    private final Supplier<T> opener;
    private @Nullable T value; // guarded by this object's monitor

    Lazy(Supplier<T> opener) {
        this.opener = opener;
    }

    synchronized T get() {
        T opened = value;
        if (opened == null) {
            opened = opener.get();
            value = opened;
        }
        return opened;
    }

    synchronized void ifOpened(Consumer<T> action) {
        if (value != null) {
            action.accept(value);
        }
    }
}
