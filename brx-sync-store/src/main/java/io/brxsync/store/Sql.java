package io.brxsync.store;

import org.jdbi.v3.core.locator.ClasspathSqlLocator;

/** Finds the SQL of a class: the resource {@code <class>/<name>.sql}, read once, without its comments. */
final class Sql {
    private static final ClasspathSqlLocator FILES = ClasspathSqlLocator.removingComments();

    private Sql() {}

    static String of(Class<?> owner, String name) {
        return FILES.locate(owner, name);
    }
}
