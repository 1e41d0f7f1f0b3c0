package io.brxsync;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Function;

/** Ports of which a test needs a method or two; every other method is refused. */
final class Stubs {
    private Stubs() {}

    static <T> T of(Class<T> port, Map<String, Function<Object[], Object>> methods) {
        InvocationHandler handler = (self, method, arguments) -> {
            Function<Object[], Object> body = methods.get(method.getName());
            if (body != null) {
                return body.apply(arguments == null ? new Object[0] : arguments);
            }
            throw new UnsupportedOperationException(port.getSimpleName() + "." + method.getName());
        };
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, handler));
    }
}
