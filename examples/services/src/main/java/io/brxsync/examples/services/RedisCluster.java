package io.brxsync.examples.services;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Redis Cluster of three masters with one replica each: real processes that fail over by themselves about three
 * seconds after a master is gone. Not thread-safe.
 */
public final class RedisCluster implements AutoCloseable {
    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<LocalRedis> servers = new ArrayList<>();

    private RedisCluster() {}

    /**
     * Starts six servers, joins them, and returns once every slot is served and every replica has caught up.
     *
     * @param configurationLines further lines of {@code redis.conf} for all servers
     */
    public static RedisCluster start(String... configurationLines) {
        RedisOptions options = RedisOptions.defaults()
                .with(
                        "cluster-enabled yes",
                        "cluster-config-file nodes.conf",
                        "cluster-node-timeout 2000",
                        // On a machine that stood still for a while, no replica may think its data too old to take
                        // over.
                        "cluster-replica-validity-factor 0",
                        "repl-diskless-sync-delay 0")
                .with(configurationLines);
        RedisCluster cluster = new RedisCluster();
        try {
            for (int i = 0; i < 2 * MASTERS; i++) {
                cluster.servers.add(LocalRedis.start(options));
            }
            cluster.join();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** All six servers, whatever part they play now; also those that are down. */
    public List<LocalRedis> servers() {
        return List.copyOf(servers);
    }

    /** URLs of all six servers. */
    public List<String> urls() {
        return servers.stream().map(LocalRedis::url).toList();
    }

    /** The server that holds the key's slot, as the living ones see it; it may be down. */
    public LocalRedis masterOf(String key) {
        return masterOf(anyAlive(), key);
    }

    /** The replica of the server that holds the key's slot. */
    public LocalRedis replicaOf(String key) {
        Node master = node(masterOf(key));
        return nodes(anyAlive())
                .filter(node -> node.master().equals(master.id()))
                .findFirst()
                .map(node -> server(node.port()))
                .orElseThrow(() -> new ServiceException("Nobody replicates " + masterOf(key)));
    }

    /**
     * Kills the server that holds the key's slot and does not wait for anything.
     *
     * @return the killed server
     */
    public LocalRedis killMasterOf(String key) {
        LocalRedis master = masterOf(key);
        master.kill();
        return master;
    }

    /**
     * Has a replica take over from a master that is well, and waits until it has.
     *
     * @return the new holder of the key's slot
     */
    public LocalRedis promoteReplicaOf(String key) {
        LocalRedis old = masterOf(key);
        replicaOf(key).command("CLUSTER", "FAILOVER");
        return awaitMasterOtherThan(old, key);
    }

    /**
     * Begins to give the key's slot to another master, as a rebalancing operator does; clients may go on meanwhile. No
     * key is moved yet.
     */
    public SlotMove beginMoveOf(String key) {
        LocalRedis from = masterOf(key);
        LocalRedis to = masters().filter(master -> master != from).findFirst().orElseThrow();
        SlotMove move = new SlotMove(key, Integer.toString(slotOf(from, key)), from, to);
        to.command("CLUSTER", "SETSLOT", move.slot, "IMPORTING", node(from).id());
        from.command("CLUSTER", "SETSLOT", move.slot, "MIGRATING", node(to).id());
        return move;
    }

    /** A slot on its way to another master. Not thread-safe. */
    public final class SlotMove {
        private final String key;
        private final String slot;
        private final LocalRedis from;
        private final LocalRedis to;

        private SlotMove(String key, String slot, LocalRedis from, LocalRedis to) {
            this.key = key;
            this.slot = slot;
            this.from = from;
            this.to = to;
        }

        /**
         * Moves some keys.
         *
         * @return how many; zero when none is left
         * @throws ServiceException when a key is on both sides: somebody wrote where they must not
         */
        public int moveKeys(int atMost) {
            Object found = from.command("CLUSTER", "GETKEYSINSLOT", slot, Integer.toString(atMost));
            List<String> keys = found instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of();
            if (!keys.isEmpty()) {
                move(keys);
            }
            return keys.size();
        }

        /** Moves this key; nothing happens when it is not there (any more). */
        public void moveKey(String one) {
            move(List.of(one));
        }

        private void move(List<String> keys) {
            String port = Integer.toString(to.address().port());
            from.command(
                    Stream.concat(Stream.of("MIGRATE", Ports.LOOPBACK, port, "", "0", "5000", "KEYS"), keys.stream())
                            .toArray(String[]::new));
        }

        /**
         * Moves all that is left and tells everybody.
         *
         * @return the new holder of the slot
         */
        public LocalRedis finish() {
            String target = node(to).id();
            do {
                while (moveKeys(100) > 0) {
                    // clients may still write to the old side
                }
                // The new holder first, or for a moment nobody would serve the slot.
                to.command("CLUSTER", "SETSLOT", slot, "NODE", target);
            } while (moveKeys(100) > 0);
            masters()
                    .filter(master -> master != to)
                    .forEach(master -> master.command("CLUSTER", "SETSLOT", slot, "NODE", target));
            return awaitMasterOtherThan(from, key);
        }
    }

    /** Waits until all living servers agree on another holder of the key's slot and serve all slots. */
    public LocalRedis awaitMasterOtherThan(LocalRedis old, String key) {
        Await.until(
                "a new master",
                LIMIT,
                () -> alive().allMatch(server -> masterOf(server, key) != old)
                        && alive().map(server -> masterOf(server, key))
                                        .distinct()
                                        .count()
                                == 1
                        && alive().allMatch(RedisCluster::isServing));
        return masterOf(key);
    }

    /** Starts a killed server again and waits until it plays a part again: as replica where it was replaced. */
    public void restart(LocalRedis server) {
        server.startAgain();
        Await.until(
                server + " to be back",
                LIMIT,
                // A master that was replaced serves on for a moment, and for another one it has no part at all.
                () -> alive().allMatch(view -> isServing(view) && everyReplicaHasItsPart(view))
                        && alive().flatMap(RedisCluster::nodes).noneMatch(Node::isFailing));
        if (!node(server).master().equals(Node.NOBODY)) {
            RedisSentinel.awaitReplica(server);
        }
    }

    /** Ends all processes and removes their data. */
    @Override
    public void close() {
        servers.forEach(LocalRedis::close);
    }

    private void join() {
        LocalRedis first = servers.get(0);
        for (int i = 0; i < servers.size(); i++) {
            LocalRedis server = servers.get(i);
            // Different from the start, or the servers would first have to settle whose word counts.
            server.command("CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1));
            if (i < MASTERS) {
                addSlots(server, SLOTS * i / MASTERS, SLOTS * (i + 1) / MASTERS);
            }
            if (server != first) {
                server.command(
                        "CLUSTER", "MEET", Ports.LOOPBACK, "" + first.address().port());
            }
        }
        Await.until("the servers to meet", LIMIT, () -> alive().allMatch(this::knowsEveryone));
        for (int i = MASTERS; i < servers.size(); i++) {
            LocalRedis master = servers.get(i - MASTERS);
            servers.get(i).command("CLUSTER", "REPLICATE", node(master).id());
        }
        servers.subList(MASTERS, servers.size()).forEach(RedisSentinel::awaitReplica);
        Await.until(
                "the cluster",
                LIMIT,
                () -> alive().allMatch(server -> isServing(server) && everyReplicaHasItsPart(server)));
    }

    private static boolean everyReplicaHasItsPart(LocalRedis witness) {
        return nodes(witness).filter(node -> !node.master().equals(Node.NOBODY)).count() == MASTERS;
    }

    private static void addSlots(LocalRedis server, int from, int to) {
        server.command(Stream.concat(
                        Stream.of("CLUSTER", "ADDSLOTS"),
                        IntStream.range(from, to).mapToObj(Integer::toString))
                .toArray(String[]::new));
    }

    private boolean knowsEveryone(LocalRedis server) {
        return nodes(server).filter(node -> !node.flags().contains("handshake")).count() == servers.size();
    }

    private static boolean isServing(LocalRedis server) {
        return String.valueOf(server.command("CLUSTER", "INFO")).contains("cluster_state:ok");
    }

    private static int slotOf(LocalRedis witness, String key) {
        return Integer.parseInt(String.valueOf(witness.command("CLUSTER", "KEYSLOT", key)));
    }

    private Stream<LocalRedis> masters() {
        return nodes(anyAlive())
                .filter(node -> node.master().equals(Node.NOBODY) && !node.isFailing())
                .map(node -> server(node.port()));
    }

    private LocalRedis masterOf(LocalRedis witness, String key) {
        int slot = slotOf(witness, key);
        return nodes(witness)
                .filter(node -> node.holds(slot))
                .findFirst()
                .map(node -> server(node.port()))
                .orElseThrow(() -> new ServiceException("Nobody holds slot " + slot));
    }

    private Node node(LocalRedis server) {
        return nodes(anyAlive())
                .filter(node -> node.port() == server.address().port())
                .findFirst()
                .orElseThrow(() -> new ServiceException(server + " is not in the cluster"));
    }

    private LocalRedis server(int port) {
        return servers.stream()
                .filter(server -> server.address().port() == port)
                .findFirst()
                .orElseThrow(() -> new ServiceException("No server of the cluster has port " + port));
    }

    private Stream<LocalRedis> alive() {
        return servers.stream().filter(LocalRedis::isRunning);
    }

    private LocalRedis anyAlive() {
        return alive().findFirst().orElseThrow(() -> new ServiceException("All servers of the cluster are down"));
    }

    private static Stream<Node> nodes(LocalRedis witness) {
        return String.valueOf(witness.command("CLUSTER", "NODES")).lines().map(Node::parse);
    }

    /** One line of {@code CLUSTER NODES}: id, address, flags, master's id, four numbers, then ranges of slots. */
    private record Node(String id, int port, List<String> flags, String master, List<String> slots) {
        static final String NOBODY = "-";
        private static final int FIRST_SLOTS = 8;

        static Node parse(String line) {
            String[] fields = line.split(" ");
            String address = fields[1].substring(0, fields[1].indexOf('@'));
            return new Node(
                    fields[0],
                    Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)),
                    List.of(fields[2].split(",")),
                    fields[3],
                    List.of(fields).subList(FIRST_SLOTS, fields.length));
        }

        boolean isFailing() {
            return flags.contains("fail") || flags.contains("fail?");
        }

        boolean holds(int slot) {
            return slots.stream().anyMatch(range -> {
                String[] ends = range.split("-");
                return slot >= Integer.parseInt(ends[0]) && slot <= Integer.parseInt(ends[ends.length - 1]);
            });
        }
    }
}
