package io.brxsync.examples.benchmark.queue;

import io.brxsync.examples.benchmark.Comparison;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Question;
import io.brxsync.examples.benchmark.Versions;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.examples.services.RedisOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

    @Option(
            names = "--rivals",
            paramLabel = "NAME",
            split = ",",
            converter = Rival.ByName.class,
            description = {
                "Other queues, measured beside: celery, bullmq, sidekiq, jobrunr, db-scheduler (default: none).",
                "The last two keep their tasks in a PostgreSQL of their own."
            })
    private List<Rival> rivals = List.of();

    @Option(
            names = "--interpreter",
            paramLabel = "NAME=PATH",
            description = "What runs celery (python3), bullmq (node) or sidekiq (ruby), if not the one on the path.")
    private Map<String, String> interpreters = Map.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, String> versions = new TreeMap<>();

    /** The question with its defaults. */
    public QueueQuestion() {
        super("queue", 3);
    }

    @Override
    protected List<Comparison.Outcome> ask(int rounds, PrintStream out) throws Exception {
        lookAround();
        return List.of(comparison().run(rounds, out));
    }

    /** Before anything is measured: what is here, and is it all? */
    private void lookAround() {
        try (LocalRedis redis = LocalRedis.start()) {
            versions.put("redis", Objects.requireNonNull(redis.info("server").get("redis_version")));
            versions.put("redisson", Versions.of("org.redisson", "redisson"));
            for (Rival rival : rivals) {
                versions.put(rival.toString(), rival.version(setting(redis.url())));
            }
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Rival.Setting setting(String redisUrl) {
        return new Rival.Setting(redisUrl, threads, aof, interpreters);
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
        for (Rival rival : rivals) {
            int fewer = Math.max(2, tasks / rival.divisor());
            contenders.add(new Contender(
                    rival.toString(),
                    new Carrying(url -> rival.at(setting(url)), redis, Math.max(2, fewer / 6), fewer)));
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
