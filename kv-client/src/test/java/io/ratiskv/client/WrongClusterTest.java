package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.protocol.Welcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whoever answers for another cluster than the client's is named, and nothing is written there. */
class WrongClusterTest extends LeaderAndFollower {
    @Test
    void a_member_of_another_cluster_is_told_at_once() {
        leader.welcome(Welcome.newBuilder().setVersion(1).setClusterId("theirs"));
        try (KvClient db = builder(leader).clusterId("ours").build()) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> db.get("a")).isInstanceOf(WrongClusterException.class);
            assertThatThrownBy(() -> db.put("a", "1")).isInstanceOf(WrongClusterException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void a_client_that_was_told_no_name_stays_with_the_cluster_that_it_found_first() {
        leader.welcome(Welcome.newBuilder().setVersion(1).setClusterId("first"));
        try (KvClient db = builder(leader).build()) {
            db.put("a", "1");
            // As after a restore under another name, at the same address.
            leader.welcome(Welcome.newBuilder().setVersion(1).setClusterId("second"));
            leader.breakConnections();

            await().untilAsserted(() -> assertThatThrownBy(() -> db.get("a"))
                    .isInstanceOf(WrongClusterException.class)
                    .hasMessageContaining("'second'")
                    .hasMessageContaining("'first'"));
            assertThatThrownBy(() -> db.put("a", "2")).isInstanceOf(WrongClusterException.class);
            assertThat(store.applied()).isEqualTo(1);

            // It goes on when its own cluster is back; a moment later, for it does not connect all the time.
            leader.welcome(Welcome.newBuilder().setVersion(1).setClusterId("first"));
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .until(() -> db.get("a").orElseThrow().valueText().equals("1"));
        }
    }

    @Test
    void another_cluster_is_named_also_when_the_other_members_are_gone() {
        leader.welcome(Welcome.newBuilder().setVersion(1).setClusterId("first"));
        follower.welcome(Welcome.newBuilder().setVersion(1).setClusterId("first"));
        try (KvClient db =
                builder(leader, follower).deadline(Duration.ofSeconds(2)).build()) {
            db.put("a", "1");
            follower.close();
            leader.welcome(Welcome.newBuilder().setVersion(1).setClusterId("second"));
            leader.breakConnections();

            // A read may still get through before the connection is gone.
            await().untilAsserted(
                            () -> assertThatThrownBy(() -> db.get("a")).isInstanceOf(WrongClusterException.class));
        }
    }
}
