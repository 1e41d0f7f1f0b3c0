package io.brxsync.examples.benchmark.queue;

import io.brxsync.examples.benchmark.setting.ChildProcess;
import io.brxsync.examples.benchmark.setting.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A queue of another language: a program of ours enqueues and works in a process of its own, a step for each line it gets. */
final class ProgramRival implements Contestant {
    /**
     * What to run.
     *
     * @param interpreter the command
     * @param flag before the text of a program
     * @param file the program, among the resources
     * @param install how to get what it needs
     */
    record Program(String interpreter, String flag, String file, String install) {}

    private final ChildProcess process;
    private final String version;

    /**
     * Starts it and waits until it can work.
     *
     * @throws IOException when it cannot; the message says what it needs
     */
    ProgramRival(Program program, Rival.Setting setting) throws IOException {
        String interpreter = setting.interpreters().getOrDefault(program.interpreter(), program.interpreter());
        try (InputStream text = Objects.requireNonNull(getClass().getResourceAsStream(program.file()))) {
            this.process = new ChildProcess(
                    List.of(interpreter, program.flag(), new String(text.readAllBytes(), StandardCharsets.UTF_8)),
                    Map.of("REDIS_URL", setting.redisUrl(), "THREADS", Integer.toString(setting.threads())));
            this.version = process.answer();
        } catch (IOException e) {
            throw new IOException(
                    program.file() + " cannot be run by " + interpreter + "; " + program.install()
                            + "; another interpreter is named by --interpreter " + program.interpreter() + "=PATH",
                    e);
        }
    }

    /** Of the library that is measured. */
    String version() {
        return version;
    }

    @Override
    public void enqueueEach(int tasks) throws IOException {
        process.ask("each " + tasks);
    }

    @Override
    public void enqueueTogether(int tasks) throws IOException {
        process.ask("together " + tasks);
    }

    @Override
    public void drain(int tasks) throws IOException {
        process.ask("drain " + tasks);
    }

    @Override
    public void rest() throws IOException {
        process.ask("rest 0");
    }

    @Override
    public double workerCpuSeconds() {
        return Usage.of(process.pid()).cpuSeconds();
    }

    @Override
    public void close() {
        process.close();
    }
}
