package io.brxsync.examples.benchmark.setting;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process with the class path of this one that takes a line and answers with one. For one thread. */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    private ChildJvm(Process process) {
        this.process = process;
        this.in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
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
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new ChildJvm(builder.start());
    }

    /** Sends a line and waits for the answer. */
    public String ask(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
        return answer();
    }

    /** Waits for a line that nobody asked for. */
    public String answer() throws IOException {
        String answer = out.readLine();
        if (answer == null) {
            throw new IOException("A process ended before it had answered");
        }
        return answer;
    }

    /** Its number. */
    public long pid() {
        return process.pid();
    }

    /** Ends it with SIGKILL. */
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Lets it end by itself, and insists after a while. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (process.waitFor(30, TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException gone) {
            // It is dead already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
    }
}
