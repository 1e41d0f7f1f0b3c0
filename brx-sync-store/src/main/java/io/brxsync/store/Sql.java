package io.brxsync.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.locator.ClasspathSqlLocator;

/** Finds the SQL of a class: the resource {@code <class>/<name>.sql}, read once, without its comments. */
final class Sql {
    private static final ClasspathSqlLocator FILES = ClasspathSqlLocator.removingComments();

    /** The locator makes a path out of both names before it looks whether it knows the file. */
    private static final ClassValue<Map<String, String>> READ = new ClassValue<>() {
        @Override
        protected Map<String, String> computeValue(Class<?> owner) {
            return new ConcurrentHashMap<>();
        }
    };

    private Sql() {}

    static String of(Class<?> owner, String name) {
        return READ.get(owner).computeIfAbsent(name, file -> FILES.locate(owner, file));
    }
}
