package io.ratiskv.jepsen;

import static io.ratiskv.jepsen.Scenario.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchItem;
import io.ratiskv.client.WatchStatus;
import io.ratiskv.client.WatchStream;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Both peers of a member stand still, so that it hears of no leader: its watches must not wait there for ever. */
class LeaderlessWatchIT {
    /** Each draws one of three members: all miss one of them less than once in ten million runs. */
    private static final int WATCHES_MAX = 40;

    @Test
    void a_watch_at_a_member_without_a_leader_is_ended_there_and_misses_nothing() throws InterruptedException {
        try (LocalCluster cluster =
                        LocalCluster.start(Scenario.spec("leaderless-watch").setting("watch.leaderless", "1s"));
                Scenario scenario = new Scenario()) {
            KvClient client = scenario.client(cluster);
            Member leader = cluster.awaitLeader(PATIENCE);
            List<Member> followers =
                    cluster.members().stream().filter(one -> one != leader).toList();
            Member left = followers.get(0);
            Member other = followers.get(1);
            try (WatchStream watch = watchAt(left, client)) {
                client.put("k", "before");
                assertThat(next(watch)).isEqualTo("before");

                leader.process().pause();
                other.process().pause();
                Poll.until(
                        "the watch to end at " + left.id(),
                        PATIENCE,
                        () -> Optional.of(namesAt(left, client)).filter(List::isEmpty));
                // The leader of before stays away: two of three elect another.
                other.process().resume();
                client.put("k", "after");
                assertThat(next(watch)).isEqualTo("after");
            } finally {
                resume(leader);
                resume(other);
            }
        }
    }

    /** A watch draws its member: this is the first one that drew that one. */
    private static WatchStream watchAt(Member member, KvClient client) throws InterruptedException {
        for (int i = 0; i < WATCHES_MAX; i++) {
            String name = "watch-" + i;
            WatchStream watch = client.watch(Watch.key("k").named(name));
            assertThat(watch.next()).as("it is there").isInstanceOf(WatchItem.Progress.class);
            if (namesAt(member, client).contains(name)) {
                return watch;
            }
            watch.close();
        }
        throw new AssertionError("no watch of " + WATCHES_MAX + " is at " + member.id());
    }

    private static List<String> namesAt(Member member, KvClient client) {
        return client.admin().watches(member.endpoint()).watches().stream()
                .map(WatchStatus::name)
                .toList();
    }

    /** The value that is told next, alone in its revision. */
    private static String next(WatchStream watch) throws InterruptedException {
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < endNanos) {
            Optional<WatchItem> item = watch.poll(Duration.ofSeconds(1));
            if (item.isPresent() && item.get() instanceof WatchItem.Changes changes) {
                assertThat(changes.events()).hasSize(1);
                return changes.events().get(0).keyValue().valueText();
            }
        }
        throw new AssertionError("nothing was told within " + PATIENCE.toSeconds() + " s");
    }

    private static void resume(Member member) {
        if (member.process().isPaused()) {
            member.process().resume();
        }
    }
}
