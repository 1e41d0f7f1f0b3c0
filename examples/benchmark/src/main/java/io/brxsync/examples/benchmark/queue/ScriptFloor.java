package io.brxsync.examples.benchmark.queue;

import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Figures;
import io.brxsync.examples.benchmark.RedisCost;
import io.brxsync.examples.benchmark.rivals.Payload;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.examples.services.RedisOptions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What Redis itself can do: one script of five commands for each task, over plain sockets, each waiting for its answer
 * before it asks again, as {@code redis-benchmark} does. Nothing that keeps its promises with a script per task is faster.
 *
 * @param redis how Redis is set up
 * @param calls that count
 * @param connections at once
 */
record ScriptFloor(RedisOptions redis, int calls, int connections) implements Contender.Trial {
    private static final String SCRIPT = """
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
            redis.call('ZADD', KEYS[2], ARGV[1], ARGV[1])
            redis.call('HGET', KEYS[1], ARGV[1])
            redis.call('ZREM', KEYS[2], ARGV[1])
            redis.call('HDEL', KEYS[1], ARGV[1])
            return 1
            """;

    @Override
    public Figures run() throws Exception {
        try (LocalRedis server = LocalRedis.start(redis)) {
            URI url = URI.create(server.url());
            String digest;
            try (Connection connection = new Connection(url)) {
                digest = connection.call("SCRIPT", "LOAD", SCRIPT);
            }
            all(url, digest, calls / 5);
            RedisCost before = RedisCost.of(server);
            long start = System.nanoTime();
            all(url, digest, calls);
            double seconds = (System.nanoTime() - start) / 1e9;
            RedisCost cost = RedisCost.of(server).since(before);
            return Figures.NONE
                    .with("drained, per second", calls / seconds)
                    .with("Redis CPU us per task", cost.cpuSeconds() * 1e6 / calls)
                    .with("reads of Redis per task", cost.reads() / (double) calls);
        }
    }

    private void all(URI url, String digest, int total) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(connections);
        try {
            List<Callable<Void>> loops = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int first = i;
                loops.add(() -> {
                    try (Connection connection = new Connection(url)) {
                        for (int call = first; call < total; call += connections) {
                            connection.call(
                                    "EVALSHA", digest, "2", "{f}:tasks", "{f}:claims", "" + call, Payload.of(call));
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> loop : executor.invokeAll(loops)) {
                loop.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    /** Redis' protocol, as much of it as is needed here. */
    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Connection(URI url) throws IOException {
            this.socket = new Socket(url.getHost(), url.getPort());
            socket.setTcpNoDelay(true);
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        String call(String... command) throws IOException {
            StringBuilder request = new StringBuilder("*" + command.length + "\r\n");
            for (String argument : command) {
                request.append('$')
                        .append(argument.length())
                        .append("\r\n")
                        .append(argument)
                        .append("\r\n");
            }
            out.write(request.toString().getBytes(StandardCharsets.US_ASCII));
            String answer = line();
            if (answer.startsWith("-")) {
                throw new IOException("Redis answered " + answer);
            }
            return answer.startsWith("$") ? line() : answer;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\r'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("Redis closed the connection");
                }
                line.append((char) c);
            }
            in.read();
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
