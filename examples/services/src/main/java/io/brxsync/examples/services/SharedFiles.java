package io.brxsync.examples.services;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Directories that are expensive to fill – unpacked executables, empty data directories – filled once per machine and
 * user, and shared by every JVM after that. They lie in the temporary directory and are never changed once complete.
 */
final class SharedFiles {
    private SharedFiles() {}

    /**
     * Returns the directory of that name, filling it first if it is not there. Other threads and other JVMs that ask for
     * it meanwhile wait. A filling that fails or is killed leaves nothing that anyone would take for complete, and a
     * directory from which a cleaner of temporary files has taken something is filled anew.
     *
     * @param name says what is in it, with the version and the platform
     */
    static synchronized Path prepare(String name, Consumer<Path> filling) {
        try {
            return prepare(home(), name, filling);
        } catch (IOException e) {
            throw new ServiceException("Could not prepare " + name + " in the temporary directory", e);
        }
    }

    static synchronized Path prepare(Path home, String name, Consumer<Path> filling) throws IOException {
        Path directory = home.resolve(name);
        Path fileCount = home.resolve(name + ".files");
        // The lock of the file keeps out other JVMs, the one of this method other threads.
        try (FileChannel channel = FileChannel.open(
                        home.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !isComplete(directory, fileCount)) {
                Path unfinished = home.resolve(name + ".unfinished");
                Directories.delete(unfinished);
                Directories.delete(directory);
                Files.createDirectory(unfinished);
                filling.accept(unfinished);
                Files.writeString(fileCount, Long.toString(count(unfinished)));
                Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return directory;
    }

    private static boolean isComplete(Path directory, Path fileCount) throws IOException {
        return Files.isDirectory(directory)
                && Files.exists(fileCount)
                && Files.readString(fileCount).equals(Long.toString(count(directory)));
    }

    private static long count(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.count();
        }
    }

    /** Only for this user: what lies in it is executed. */
    private static Path home() throws IOException {
        String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_");
        Path home = Path.of(System.getProperty("java.io.tmpdir"), "brx-services-" + user);
        Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rwx------");
        try {
            Files.createDirectory(home, PosixFilePermissions.asFileAttribute(ownerOnly));
        } catch (FileAlreadyExistsException itIsThere) {
            // Fails when it belongs to somebody else, who might have put anything into it.
            Files.setPosixFilePermissions(home, ownerOnly);
        }
        return home;
    }
}
