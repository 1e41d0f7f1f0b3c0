package io.brxsync.examples.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RedisClusterTest {
    @Test
    void failsOverAndTakesTheOldMasterBack() {
        try (RedisCluster cluster = RedisCluster.start()) {
            assertThat(cluster.urls()).hasSize(6).doesNotHaveDuplicates();
            assertThat(cluster.servers().stream()
                            .filter(server ->
                                    "master".equals(server.info("replication").get("role"))))
                    .hasSize(3);
            LocalRedis first = cluster.masterOf("card");
            first.command("SET", "card", "1");
            first.awaitReplicas(1);
            LocalRedis other = cluster.servers().stream()
                    .filter(server -> server != first && server != cluster.replicaOf("card"))
                    .findFirst()
                    .orElseThrow();
            assertThatThrownBy(() -> other.command("GET", "card")).hasMessageContaining("MOVED");

            LocalRedis killed = cluster.killMasterOf("card");
            assertThat(killed).isSameAs(first);
            LocalRedis second = cluster.awaitMasterOtherThan(first, "card");
            assertThat(second.command("GET", "card")).isEqualTo("1");
            second.command("SET", "card", "2");

            cluster.restart(first);
            assertThat(cluster.masterOf("card")).isSameAs(second);
            assertThat(cluster.replicaOf("card")).isSameAs(first);

            LocalRedis third = cluster.promoteReplicaOf("card");
            assertThat(third).isSameAs(first);
            assertThat(third.command("GET", "card")).isEqualTo("2");
        }
    }

    @Test
    void movesASlotWithAllItsKeys() {
        try (RedisCluster cluster = RedisCluster.start()) {
            LocalRedis from = cluster.masterOf("{card}");
            for (int i = 0; i < 25; i++) {
                from.command("SET", "{card}:" + i, "" + i);
            }
            RedisCluster.SlotMove move = cluster.beginMoveOf("{card}");
            assertThat(move.moveKeys(10)).isEqualTo(10);
            LocalRedis to = move.finish();
            assertThat(to).isNotSameAs(from).isSameAs(cluster.masterOf("{card}"));
            assertThat(to.command("GET", "{card}:24")).isEqualTo("24");
            assertThatThrownBy(() -> from.command("GET", "{card}:24")).hasMessageContaining("MOVED");
        }
    }
}
