package io.brxsync.examples.benchmark.setting;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process with the class path of this one that takes a line and answers with one. For one thread. */
public final class ChildJvm extends ChildProcess {
    private ChildJvm(List<String> command, Map<String, String> environment) throws IOException {
        super(command, environment);
    }

    /**
     * Starts one.
     *
     * @param heapMiB the most heap it may use
     * @param environment what it needs to know; secrets travel this way
     */
    public static ChildJvm start(Class<?> main, int heapMiB, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMiB + "m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ChildJvm(command, environment);
    }
}
