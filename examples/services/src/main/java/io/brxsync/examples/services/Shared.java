package io.brxsync.examples.services;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One server for the whole JVM: started by the first caller, stopped when the JVM ends. Thread-safe. */
final class Shared<T extends AutoCloseable> {
    private final Supplier<T> starter;
    /** Guarded by this. */
    private @Nullable T server;

    Shared(Supplier<T> starter) {
        this.starter = starter;
    }

    synchronized T get() {
        T running = server;
        if (running == null) {
            running = starter.get();
            server = running;
            Runtime.getRuntime().addShutdownHook(new Thread(new Closer(running), "stop-shared-server"));
        }
        return running;
    }

    private record Closer(AutoCloseable server) implements Runnable {
        @Override
        public void run() {
            try {
                server.close();
            } catch (Exception e) {
                // Nobody is left to handle it, and logging may be down already; the watchdog ends the process.
                throw new ServiceException("Could not stop " + server, e);
            }
        }
    }
}
