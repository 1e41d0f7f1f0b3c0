package io.brxsync.examples.services;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedisSentinelTest {
    @Test
    void failsOverAndTakesTheOldMasterBack() {
        try (RedisSentinel group = RedisSentinel.start()) {
            assertThat(group.sentinelUrls()).hasSize(3).doesNotHaveDuplicates();
            assertThat(group.servers()).hasSize(3);
            LocalRedis first = group.master();
            first.command("SET", "card", "1");
            first.awaitReplicas(2);

            LocalRedis killed = group.killMaster();
            assertThat(killed).isSameAs(first);
            LocalRedis second = group.awaitMasterOtherThan(first);
            assertThat(second.command("GET", "card")).isEqualTo("1");
            second.command("SET", "card", "2");

            group.restart(first);
            assertThat(first.command("GET", "card")).isEqualTo("2");
            assertThat(group.master()).isSameAs(second);

            LocalRedis third = group.promoteReplica();
            assertThat(third).isNotSameAs(second);
            assertThat(third.command("SET", "card", "3")).isEqualTo("OK");
        }
    }
}
