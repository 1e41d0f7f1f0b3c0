package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import picocli.CommandLine;

/** Runs commands inside this JVM, with streams, variables, terminal and signals of the test's own. */
final class Run {
    private final Map<String, String> environment = new HashMap<>();
    private Path directory;
    private String input = "";
    private Terminal terminal = Terminal.none();
    private Clock clock = Clock.systemUTC();
    private final TestSignals signals = new TestSignals();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** In a directory without a {@code .env}. */
    Run(Path directory) {
        this.directory = directory;
    }

    Run with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Run with(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    Run without(String variable) {
        environment.remove(variable);
        return this;
    }

    Run input(String text) {
        input = text;
        return this;
    }

    Run terminal(Terminal other) {
        terminal = other;
        return this;
    }

    Run clock(Clock other) {
        clock = other;
        return this;
    }

    TestSignals signals() {
        return signals;
    }

    Result run(String... args) {
        int exit = new Cli(shell(), settings -> {}).run(args);
        return new Result(List.of(args), exit, text(out), text(err));
    }

    /** All commands, none of which runs. */
    CommandLine commands() {
        RootCommand root = new RootCommand();
        try (Wiring wiring = new Wiring(shell(), root)) {
            return new Cli(shell(), settings -> {}).tree(root, wiring);
        }
    }

    private Shell shell() {
        return new Shell(
                new Shell.Streams(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)),
                environment,
                directory,
                terminal,
                signals,
                clock);
    }

    /** The same on a thread of its own. */
    CompletableFuture<Result> start(String... args) {
        CompletableFuture<Result> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(run(args));
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                },
                "command");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    String outSoFar() {
        return text(out);
    }

    String errSoFar() {
        return text(err);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** What a command left behind. */
    record Result(List<String> args, int exit, String out, String err) {
        Result exits(int code) {
            assertThat(exit)
                    .as("exit code of %s%nout: %s%nerr: %s", args, out, err)
                    .isEqualTo(code);
            return this;
        }

        /** Exactly one line of complaint, which holds all of this. */
        Result complains(String... words) {
            assertThat(err.lines().toList()).as("standard error of %s", args).hasSize(1);
            assertThat(err).startsWith("brx-sync").contains(words);
            return this;
        }

        Result prints(String... words) {
            assertThat(out).as("standard output of %s%nerr: %s", args, err).contains(words);
            return this;
        }

        List<String> lines() {
            return out.lines().toList();
        }
    }

    /** Signals that the test raises. */
    static final class TestSignals implements Signals {
        private final List<IntConsumer> callbacks = new ArrayList<>();
        private final CountDownLatch listening = new CountDownLatch(1);

        @Override
        public synchronized void onRequest(IntConsumer callback) {
            callbacks.add(callback);
            listening.countDown();
        }

        /** Raises a signal once the command listens. */
        void raise(int signal) throws InterruptedException {
            assertThat(listening.await(30, TimeUnit.SECONDS))
                    .as("command listens")
                    .isTrue();
            List<IntConsumer> copy;
            synchronized (this) {
                copy = List.copyOf(callbacks);
            }
            copy.forEach(callback -> callback.accept(signal));
        }
    }
}
