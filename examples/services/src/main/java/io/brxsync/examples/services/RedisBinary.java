package io.brxsync.examples.services;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.core.ExecutableProvider;

/** The {@code redis-server} executable of this platform, unpacked once per machine. */
final class RedisBinary {
    private static final String FILE = "redis-server";

    private RedisBinary() {}

    static Path path() {
        return SharedFiles.prepare(Binaries.name("redis"), RedisBinary::unpack).resolve(FILE);
    }

    private static void unpack(Path directory) {
        try {
            File unpacked = ExecutableProvider.newJarResourceProvider(directory.toFile())
                    .get();
            Files.move(unpacked.toPath(), directory.resolve(FILE));
        } catch (IOException e) {
            throw new ServiceException("Could not unpack redis-server for this platform", e);
        }
    }
}
