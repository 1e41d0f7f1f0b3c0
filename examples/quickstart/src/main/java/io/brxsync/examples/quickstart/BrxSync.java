package io.brxsync.examples.quickstart;

import io.brxsync.config.BrxConfig;
import io.brxsync.examples.simulator.SimulatedAccount;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The real commands, each in a process of its own, configured by environment variables as on a server. */
final class BrxSync {
    private static final Duration DRAIN = Duration.ofSeconds(60);
    private static final int PARALLEL = 2;

    private final String launcher;
    private final Map<String, String> environment;

    BrxSync(Path distribution, Map<String, String> environment) {
        this.launcher = distribution.resolve("bin").resolve("brx-sync").toString();
        this.environment = new HashMap<>(environment);
    }

    /** Encrypts tokens with this key from now on. */
    void useKey(String fernetKey) {
        environment.put("FERNET_KEY", fernetKey);
    }

    /** Runs a command to its end; its output is the terminal's. */
    void run(String... words) throws IOException, InterruptedException {
        check(process(words).inheritIO().start(), words);
    }

    /** Runs a command and returns what it printed. */
    String output(String... words) throws IOException, InterruptedException {
        Process process =
                process(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        check(process, words);
        return output;
    }

    /** Connects everybody; the tokens go through standard input, as they always do. */
    Duration connectAll(Map<UUID, SimulatedAccount> sellers) throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        ExecutorService pool = Executors.newFixedThreadPool(PARALLEL);
        try {
            List<Future<?>> connections = new ArrayList<>();
            sellers.forEach((user, account) -> connections.add(pool.submit(() -> {
                connect(user, account);
                return null;
            })));
            for (Future<?> connection : connections) {
                connection.get();
            }
        } finally {
            pool.shutdownNow();
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void connect(UUID user, SimulatedAccount account) throws IOException, InterruptedException {
        String[] words = {"user", "connect", "--user", user.toString(), "--token-stdin"};
        Process process = process(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(account.token().getBytes(StandardCharsets.UTF_8));
        }
        check(process, words);
    }

    /** Starts the worker of the README, taking webhooks on this port. */
    Worker startWorker(int port) throws IOException {
        String[] words = {
            "worker", "-c", "8", "-q", "high-priority,bulk-sync,default", "--webhooks", "--http-host", "127.0.0.1"
        };
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--http-port", Integer.toString(port)));
        return new Worker(process(all.toArray(String[]::new)).inheritIO().start());
    }

    /** The same configuration, for the library embedded in this program. */
    BrxConfig config() {
        return BrxConfig.from(environment);
    }

    /** A worker process; closing it drains it. */
    static final class Worker implements AutoCloseable {
        private final Process process;

        private Worker(Process process) {
            this.process = process;
        }

        /** Drains as a supervisor does, with SIGTERM. */
        void stop() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(DRAIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("The worker did not drain within " + DRAIN.toSeconds() + " s");
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private ProcessBuilder process(String... words) {
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder;
    }

    private static void check(Process process, String... words) throws InterruptedException {
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException("brx-sync " + String.join(" ", words) + " ended with exit code " + code);
        }
    }
}
