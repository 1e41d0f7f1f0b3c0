package io.brxsync.examples.services;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import redis.embedded.core.ExecutableProvider;

/** The {@code redis-server} executable of this platform, unpacked once per JVM. */
final class RedisBinary {
    private RedisBinary() {}

    static Path path() {
        return Holder.PATH;
    }

    private static final class Holder {
        static final Path PATH = unpack();

        private static Path unpack() {
            try {
                File file = ExecutableProvider.newJarResourceProvider().get();
                return file.toPath().toAbsolutePath();
            } catch (IOException e) {
                throw new ServiceException("Could not unpack redis-server for this platform", e);
            }
        }
    }
}
