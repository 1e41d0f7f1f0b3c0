package io.brxsync.examples.services;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Properties;

/** Which executables the class path carries and which ones this machine needs. */
final class Binaries {
    private Binaries() {}

    /** A name for what is unpacked here: {@code postgres-18.6.0-linux-amd64}. */
    static String name(String server) {
        String platform = System.getProperty("os.name") + "-" + System.getProperty("os.arch");
        return server + "-" + version(server) + "-"
                + platform.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    /** Version of {@code postgres} or {@code mariadb}. */
    static String version(String server) {
        try (InputStream in = Binaries.class.getResourceAsStream("versions.properties")) {
            Properties versions = new Properties();
            versions.load(in);
            return versions.getProperty(server);
        } catch (IOException e) {
            throw new ServiceException("Could not read versions.properties", e);
        }
    }

    /** Whether this process is root on Linux, where some servers need to be told or tricked. */
    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
