package io.brxsync.examples.benchmark.setting;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that takes a line and answers with one. For one thread. */
public class ChildProcess implements AutoCloseable {
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    /**
     * Starts one; what it says on standard error goes to that of this process.
     *
     * @param environment what it needs to know besides; secrets travel this way
     */
    public ChildProcess(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        this.process = builder.start();
        this.in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
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

    /** Ends it, and what it has started, with SIGKILL. */
    public void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.toHandle().destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
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
