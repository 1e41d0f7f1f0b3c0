package io.brxsync.examples.benchmark.queue;

import io.brxsync.examples.benchmark.Comparison;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Question;
import io.brxsync.examples.benchmark.Versions;
import io.brxsync.examples.benchmark.rivals.QueueSystem;
import io.brxsync.examples.benchmark.rivals.RivalOptions;
import io.brxsync.examples.benchmark.rivals.Setup;
import io.brxsync.examples.services.RedisOptions;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run.sh queue}. */
@Command(
        name = "queue",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How many tasks a second does the queue take, and hand to handlers that do nothing, with every guarantee?",
            "The floor is one script of five commands per task over plain sockets, each waiting for its answer."
        })
public final class QueueQuestion extends Question {
    @Option(names = "--tasks", paramLabel = "N", description = "Tasks that are drained (default: 60000).")
    private int tasks = 60_000;

    @Option(names = "--users", paramLabel = "N", description = "Users they belong to (default: 1000).")
    private int users = 1000;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of a worker (default: 8).")
    private int threads = 8;

    @Option(
            names = "--aof",
            description = "Redis writes each second what happened, as it should where it is in earnest.")
    private boolean aof;

    @Mixin
    private RivalOptions others = new RivalOptions();

    private final Map<String, String> versions = new TreeMap<>();

    /** The question with its defaults. */
    public QueueQuestion() {
        super("queue", 3);
    }

    @Override
    protected List<Comparison.Outcome> ask(int rounds, PrintStream out) throws Exception {
        versions.putAll(others.versions());
        versions.put("redisson", Versions.of("org.redisson", "redisson"));
        return List.of(comparison().run(rounds, out));
    }

    private Setup setup(String redisUrl) {
        return Setup.of(redisUrl, threads, others.interpreters()).withCareful(aof);
    }

    private Comparison comparison() {
        RedisOptions redis =
                aof ? RedisOptions.defaults().with("appendonly yes", "appendfsync everysec") : RedisOptions.defaults();
        int single = Math.max(2, tasks / 6);
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new Contender("floor: a script each", new ScriptFloor(redis, tasks, threads)));
        contenders.add(new Contender(
                "brx-sync", new Carrying(url -> new OurQueue(url, users, threads), redis, single, tasks)));
        contenders.add(new Contender(
                "take()", new Carrying(url -> new RedissonQueue.Take(url, threads), redis, single, tasks)));
        contenders.add(new Contender(
                "LMOVE, LREM", new Carrying(url -> new RedissonQueue.Move(url, threads), redis, single, tasks)));
        contenders.add(new Contender(
                "RPriorityQueue",
                new Carrying(
                        url -> new RedissonQueue.Priority(url, threads),
                        redis,
                        Math.max(2, tasks / 600),
                        Math.max(2, tasks / 60))));
        for (QueueSystem rival : others.rivals()) {
            int fewer = Math.max(2, tasks / rival.divisor());
            contenders.add(new Contender(
                    rival.toString(),
                    new Carrying(url -> new RivalQueue(rival, setup(url)), redis, Math.max(2, fewer / 6), fewer)));
        }
        return new Comparison(
                "Tasks that do nothing",
                String.format(
                        Locale.ROOT,
                        "%d tasks of 250 bytes of %d users, drained by %d threads in one process; Redis on the same machine, %s",
                        tasks,
                        users,
                        threads,
                        aof ? "appendfsync everysec" : "nothing written to disk"),
                contenders);
    }

    @Override
    protected Map<String, String> versions() {
        return versions;
    }
}
