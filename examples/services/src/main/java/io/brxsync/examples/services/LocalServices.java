package io.brxsync.examples.services;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * A program that starts PostgreSQL and Redis, and MariaDB with {@code --with-catalog}, prints their addresses as
 * environment variables, then {@code READY}, and stops them when its standard input ends or it is told to end.
 *
 * <p>Exit codes: 0 stopped as asked, 1 a server did not start, 2 an argument it does not know.
 */
public final class LocalServices {
    private LocalServices() {}

    /** Runs until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        List<String> unknown = List.of(arguments).stream()
                .filter(argument -> !argument.equals("--with-catalog"))
                .toList();
        if (!unknown.isEmpty()) {
            System.err.println("Unknown argument " + unknown.get(0) + "; the only one is --with-catalog");
            System.exit(2);
        }
        try {
            printEnvironment(System.out, arguments.length > 0);
        } catch (ServiceException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        System.in.transferTo(PrintStream.nullOutputStream());
    }

    /** One {@code NAME=value} a line; starts the servers on the way. */
    private static void printEnvironment(PrintStream out, boolean withCatalog) {
        out.println("DATABASE_URL=" + Services.postgres().url());
        out.println("REDIS_URL=" + Services.redis().url());
        if (withCatalog) {
            MariaDbDatabase catalog = Services.mariaDb().database();
            out.println("MYSQL_HOST=" + catalog.host());
            out.println("MYSQL_PORT=" + catalog.port());
            out.println("MYSQL_USER=" + catalog.user());
            out.println("MYSQL_PASSWORD=" + catalog.password());
            out.println("MYSQL_DATABASE=" + catalog.name());
        }
        out.println("READY");
        out.flush();
    }
}
