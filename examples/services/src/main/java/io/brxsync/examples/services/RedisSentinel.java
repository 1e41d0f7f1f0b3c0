package io.brxsync.examples.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One Redis master with two replicas, watched by three Sentinels of which two have to agree: real processes that fail
 * over by themselves about two seconds after their master is gone. Not thread-safe.
 */
public final class RedisSentinel implements AutoCloseable {
    private static final int REPLICAS = 2;
    private static final int SENTINELS = 3;
    /** Sentinels start no second failover before twice the failover time-out has passed. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(13);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String MASTER_NAME = "brx";

    private final List<LocalRedis> servers = new ArrayList<>();
    private final List<Sentinel> sentinels = new ArrayList<>();

    private RedisSentinel() {}

    /**
     * Starts everything and returns once each Sentinel knows all the others and both replicas.
     *
     * @param configurationLines further lines of {@code redis.conf} for the three servers
     */
    public static RedisSentinel start(String... configurationLines) {
        RedisSentinel group = new RedisSentinel();
        try {
            group.startServers(RedisOptions.defaults().with(configurationLines));
            group.startSentinels();
            return group;
        } catch (RuntimeException e) {
            group.close();
            throw e;
        }
    }

    /** The name under which the Sentinels know the master. */
    public String masterName() {
        return MASTER_NAME;
    }

    /** The three servers, whichever of them is the master now; also those that are down. */
    public List<LocalRedis> servers() {
        return List.copyOf(servers);
    }

    /** URLs of the three Sentinels. */
    public List<String> sentinelUrls() {
        return sentinels.stream().map(sentinel -> sentinel.address().url()).toList();
    }

    /** The server the Sentinels take for the master; it may be down. */
    public LocalRedis master() {
        return master(sentinels.get(0));
    }

    /**
     * Kills the master and does not wait for anything.
     *
     * @return the killed server
     */
    public LocalRedis killMaster() {
        LocalRedis master = master();
        master.kill();
        return master;
    }

    /**
     * Has the Sentinels make another server the master while the present one is well, and waits until it is.
     *
     * @return the new master
     */
    public LocalRedis promoteReplica() {
        LocalRedis old = master();
        AtomicLong askAt = new AtomicLong(System.nanoTime());
        Await.until("a new master", LIMIT, () -> {
            if (System.nanoTime() - askAt.get() >= 0) {
                askForFailover();
                askAt.addAndGet(ASK_AGAIN.toNanos());
            }
            return agreeOnOtherThan(old);
        });
        return master();
    }

    /** A failover that finds no good replica at that moment is refused, or given up later without a word. */
    private void askForFailover() {
        try {
            sentinels.get(0).address().call("SENTINEL", "FAILOVER", MASTER_NAME);
        } catch (ServiceException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.contains("INPROG") && !message.contains("NOGOODSLAVE")) {
                throw e;
            }
        }
    }

    /** Waits until all Sentinels agree on a master other than the given server, and it serves writes. */
    public LocalRedis awaitMasterOtherThan(LocalRedis old) {
        Await.until("a new master", LIMIT, () -> agreeOnOtherThan(old));
        return master();
    }

    private boolean agreeOnOtherThan(LocalRedis old) {
        return sentinels.stream().allMatch(sentinel -> master(sentinel) != old)
                && sentinels.stream().map(this::master).distinct().count() == 1
                && "master".equals(master().info("replication").get("role"));
    }

    /** Starts a killed server again as replica of the present master, and waits until it has caught up. */
    public void restart(LocalRedis server) {
        server.startAgain();
        LocalRedis master = master();
        if (server != master) {
            // The Sentinels would do the same, only ten seconds later.
            server.command("REPLICAOF", Ports.LOOPBACK, "" + master.address().port());
            awaitReplica(server);
        }
    }

    /** Ends all processes and removes their data. */
    @Override
    public void close() {
        sentinels.forEach(Sentinel::close);
        servers.forEach(LocalRedis::close);
    }

    private void startServers(RedisOptions options) {
        LocalRedis master = LocalRedis.start(options.with("repl-diskless-sync-delay 0"));
        servers.add(master);
        for (int i = 0; i < REPLICAS; i++) {
            String source =
                    "replicaof " + Ports.LOOPBACK + " " + master.address().port();
            servers.add(LocalRedis.start(options.with("repl-diskless-sync-delay 0", source)));
        }
        servers.subList(1, servers.size()).forEach(RedisSentinel::awaitReplica);
    }

    private void startSentinels() {
        for (int i = 0; i < SENTINELS; i++) {
            sentinels.add(Sentinel.start(servers.get(0).address().port()));
        }
        sentinels.forEach(sentinel -> Await.until("the Sentinels to meet", LIMIT, sentinel::knowsEveryone));
    }

    static void awaitReplica(LocalRedis server) {
        Await.until("replication to " + server, LIMIT, () -> {
            Map<String, String> replication = server.info("replication");
            return "slave".equals(replication.get("role")) && "up".equals(replication.get("master_link_status"));
        });
    }

    private LocalRedis master(Sentinel sentinel) {
        int port = Integer.parseInt(sentinel.state().get("port"));
        return servers.stream()
                .filter(server -> server.address().port() == port)
                .findFirst()
                .orElseThrow(() -> new ServiceException("Sentinel names an unknown master at port " + port));
    }

    /** One Sentinel process. */
    private record Sentinel(ServerProcess process, Path directory, RedisAddress address) {
        static Sentinel start(int masterPort) {
            Path directory = Directories.create("brx-redis-sentinel-");
            RedisAddress address = RedisAddress.local(Ports.free());
            try {
                Files.write(
                        directory.resolve("sentinel.conf"),
                        List.of(
                                "bind " + Ports.LOOPBACK,
                                "port " + address.port(),
                                "dir \"" + directory + "\"",
                                "sentinel monitor " + MASTER_NAME + " " + Ports.LOOPBACK + " " + masterPort + " 2",
                                "sentinel down-after-milliseconds " + MASTER_NAME + " 1000",
                                "sentinel failover-timeout " + MASTER_NAME + " 6000"));
            } catch (IOException e) {
                throw new ServiceException("Could not write the configuration of a Sentinel", e);
            }
            List<String> command = List.of(
                    RedisBinary.path().toString(),
                    directory.resolve("sentinel.conf").toString(),
                    "--sentinel");
            ServerProcess process = ServerProcess.start("redis-sentinel", directory, command, "KILL");
            Sentinel sentinel = new Sentinel(process, directory, address);
            try {
                process.awaitReady(address.port(), LIMIT, sentinel::answers);
                return sentinel;
            } catch (ServiceException e) {
                sentinel.close();
                throw e;
            }
        }

        boolean knowsEveryone() {
            Map<String, String> state = state();
            return ("" + REPLICAS).equals(state.get("num-slaves"))
                    && ("" + (SENTINELS - 1)).equals(state.get("num-other-sentinels"));
        }

        /** What it knows of the master: its answer is a flat list of names and values. */
        Map<String, String> state() {
            Map<String, String> state = new HashMap<>();
            if (address.call("SENTINEL", "MASTER", MASTER_NAME) instanceof List<?> answer) {
                for (int i = 0; i + 1 < answer.size(); i += 2) {
                    state.put(String.valueOf(answer.get(i)), String.valueOf(answer.get(i + 1)));
                }
            }
            return state;
        }

        private boolean answers() {
            try {
                return "PONG".equals(address.call("PING"));
            } catch (ServiceException notYet) {
                return false;
            }
        }

        void close() {
            process.kill();
            Directories.delete(directory);
        }
    }
}
