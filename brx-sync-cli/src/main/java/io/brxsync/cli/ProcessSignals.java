package io.brxsync.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.LoggerFactory;

/**
 * The signals of this process. A shutdown hook would not do: while hooks run, the JVM ignores every further signal, and
 * the second one has to end the process at once. {@code sun.misc.Signal} is the only way to hear them, and is reached by
 * reflection because the compiler warns of every direct use. Thread-safe.
 */
final class ProcessSignals implements Signals {
    private static final Map<String, Integer> REQUESTS = Map.of("HUP", HUP, "INT", INT, "TERM", TERM);

    @Override
    public void onRequest(IntConsumer callback) {
        AtomicBoolean requested = new AtomicBoolean();
        REQUESTS.forEach((name, number) -> handle(name, () -> {
            if (requested.compareAndSet(false, true)) {
                callback.accept(number);
            } else {
                Runtime.getRuntime().halt(128 + number);
            }
        }));
    }

    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler called = (proxy, method, arguments) -> {
                if (method.getDeclaringClass() == Object.class) {
                    return method.getName().equals("toString") ? "brx-sync " + name : null;
                }
                action.run();
                return null;
            };
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, called);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException unavailable) {
            // Either this signal is ignored on purpose, as nohup and background jobs do, and stays so; or this JVM
            // leaves
            // signals alone (-Xrs), and the process ends at once: what it held comes back when the leases end.
            LoggerFactory.getLogger(ProcessSignals.class).debug("Signal keeps its usual effect signal={}", name);
        }
    }
}
