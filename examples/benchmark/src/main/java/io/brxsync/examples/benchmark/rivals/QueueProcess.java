package io.brxsync.examples.benchmark.rivals;

import io.brxsync.examples.benchmark.setting.ChildJvm;
import io.brxsync.examples.benchmark.setting.ChildProcess;
import io.brxsync.examples.benchmark.setting.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process in which a queue system enqueues, works or both: a step for each line it gets. Times are those of
 * {@link System#nanoTime()}, which on Linux is one clock, {@code CLOCK_MONOTONIC}, for all processes and languages. For one
 * thread.
 */
public final class QueueProcess implements AutoCloseable {
    private static final int HEAP_MIB = 512;

    /**
     * A program of ours in another language.
     *
     * @param interpreter the command
     * @param flag before the text of a program
     * @param file the program, among the resources
     * @param install how to get what it needs
     */
    record Script(String interpreter, String flag, String file, String install) {}

    /**
     * An urgent task started.
     *
     * @param number that it carries
     * @param nanos when
     */
    public record Start(long number, long nanos) {}

    private final ChildProcess process;
    private final String version;
    private final BlockingQueue<Start> starts = new LinkedBlockingQueue<>();

    private QueueProcess(ChildProcess process) throws IOException {
        this.process = process;
        this.version = process.answer();
    }

    /** Starts one and waits until it can enqueue. */
    static QueueProcess start(QueueSystem system, Map<String, String> environment, Map<String, String> interpreters)
            throws IOException {
        Script script = system.script();
        return script == null
                ? new QueueProcess(ChildJvm.start(JvmProgram.class, HEAP_MIB, environment, system.name()))
                : start(script, environment, interpreters);
    }

    private static QueueProcess start(Script script, Map<String, String> environment, Map<String, String> interpreters)
            throws IOException {
        String interpreter = interpreters.getOrDefault(script.interpreter(), script.interpreter());
        try (InputStream text = Objects.requireNonNull(QueueProcess.class.getResourceAsStream(script.file()))) {
            return new QueueProcess(new ChildProcess(
                    List.of(interpreter, script.flag(), new String(text.readAllBytes(), StandardCharsets.UTF_8)),
                    environment));
        } catch (IOException e) {
            throw new IOException(
                    script.file() + " cannot be run by " + interpreter + "; " + script.install()
                            + "; another interpreter is named by --interpreter " + script.interpreter() + "=PATH",
                    e);
        }
    }

    /** Of the library that is measured. */
    String version() {
        return version;
    }

    /** Enqueues tasks that do nothing, one by one. */
    public void enqueueEach(int tasks) throws IOException {
        process.ask("each " + tasks);
    }

    /** Enqueues tasks that do nothing, as many at once as its interface is made for. */
    public void enqueueTogether(int tasks) throws IOException {
        process.ask("together " + tasks);
    }

    /** Works on tasks that do nothing until so many, all that wait, were handled and settled. */
    public void drain(int tasks) throws IOException {
        process.ask("drain " + tasks);
    }

    /** Stops working on them. */
    public void rest() throws IOException {
        process.ask("rest 0");
    }

    /** Enqueues tasks that stand in the way, behind urgent ones; each takes so long, waiting. */
    public void enqueueBulk(int tasks, int micros) throws IOException {
        process.ask("bulk " + tasks + " " + micros);
    }

    /**
     * Enqueues an urgent task that takes so long.
     *
     * @return when it set out
     */
    public long enqueueUrgent(long number, long millis) throws IOException {
        return Long.parseLong(process.ask("urgent " + number + " " + millis));
    }

    /** How many urgent and bulk tasks its store knows, those that run included where it keeps them. */
    public int held() throws IOException {
        return Integer.parseInt(process.ask("held 0"));
    }

    /** From now on it works on urgent and bulk tasks, tells of each urgent one that starts, and hears nothing else. */
    public void work() throws IOException {
        process.ask("work 0");
        Thread reader = new Thread(this::read, "starts of tasks");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try {
            while (true) {
                String[] fields = process.answer().split(" ", 2);
                starts.add(new Start(Long.parseLong(fields[0]), Long.parseLong(fields[1])));
            }
        } catch (IOException ended) {
            // Nothing starts any more, and whoever waits for it has a limit.
        }
    }

    /** Waits for the next start of an urgent task; null when there is none within this time. */
    public @Nullable Start nextStart(Duration patience) throws InterruptedException {
        return starts.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** CPU that it has used so far, in seconds, in hundredths. */
    public double cpuSeconds() {
        return Usage.of(process.pid()).cpuSeconds();
    }

    /** Ends it, and what it has started, with SIGKILL. */
    public void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
