package io.ratiskv.client.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Lease;
import io.ratiskv.client.MemoryClient;
import io.ratiskv.client.MemoryDb;
import io.ratiskv.client.WatchHandle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class LeaderElectionTest {
    private static final Duration TTL = Duration.ofSeconds(10);

    private final MemoryDb db = new MemoryDb();
    private final MemoryClient alice = db.client("alice");
    private final LeaderElection alices = LeaderElection.of(alice, "elections/a", TTL);
    private final LeaderElection bobs = LeaderElection.of(db.client("bob"), "elections/a", TTL);

    @Test
    void one_leads_and_the_next_one_follows_with_a_greater_token() throws Exception {
        assertThat(alices.leader()).isEmpty();
        Leadership first = alices.campaign("alice:1");
        assertThat(bobs.leader()).contains(new Leader(Bytes.of("alice:1"), first.token()));
        CompletableFuture<Leadership> next = Elsewhere.run(() -> bobs.campaign("bob:1"));
        await().until(() -> db.openWatches().size() == 1);
        assertThat(bobs.leader().orElseThrow().proposalText()).isEqualTo("alice:1");
        first.resign();
        assertThat(first.isLeader()).isFalse();
        assertThat(next.join().token()).isGreaterThan(first.token());
        assertThat(alices.leader().orElseThrow().proposalText()).isEqualTo("bob:1");
    }

    @Test
    void a_leader_that_pauses_is_followed_and_knows_it_when_it_wakes() throws Exception {
        Leadership first = alices.campaign("alice");
        List<Lease.State> told = new CopyOnWriteArrayList<>();
        first.onState(told::add);
        CompletableFuture<Leadership> next = Elsewhere.run(() -> bobs.campaign("bob"));
        await().until(() -> db.openWatches().size() == 1);
        alice.pause();
        db.pass(TTL);
        assertThat(next.join().isLeader()).isTrue();
        assertThat(first.isLeader()).isFalse();
        assertThat(first.remaining()).isZero();
        alice.goOn();
        assertThat(told).containsExactly(Lease.State.ALIVE, Lease.State.LOST);
    }

    @Test
    void leading_can_be_a_task_that_is_cancelled_at_risk() throws Exception {
        Leadership leadership = alices.campaign("alice");
        assertThat(leadership.<Long>whileLeading(fence -> fence.token())).isEqualTo(leadership.token());
        assertThat(leadership.isLeader()).isTrue();
        alice.cut(true);
        assertThatThrownBy(() -> leadership.whileLeading(fence -> {
                    db.pass(TTL.multipliedBy(9).dividedBy(10));
                    Thread.sleep(60_000);
                    return true;
                }))
                .isInstanceOf(LockLostException.class);
    }

    @Test
    void a_campaign_that_takes_too_long_is_withdrawn() throws Exception {
        try (Leadership first = alices.campaign("alice")) {
            assertThat(bobs.campaign(Bytes.of("bob"), Duration.ofMillis(30))).isEmpty();
            assertThat(db.leases()).hasSize(1);
            assertThat(first.fence().token()).isEqualTo(first.token());
        }
    }

    @Test
    void observers_are_told_who_leads_and_of_their_end() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        Observer<Optional<Leader>> observer = new Observer<>() {
            @Override
            public void told(Optional<Leader> leader) {
                told.add(leader.map(Leader::proposalText).orElse("nobody"));
            }

            @Override
            public void ended(Optional<Throwable> reason) {
                told.add("end " + reason.isPresent());
            }
        };
        try (WatchHandle watching = bobs.observe(observer)) {
            await().until(() -> told.size() == 1);
            Leadership first = alices.campaign("alice");
            await().until(() -> told.size() == 2);
            CompletableFuture<Leadership> next = Elsewhere.run(() -> bobs.campaign("bob"));
            await().until(() -> db.openWatches().size() == 2);
            first.resign();
            next.join();
            await().until(() -> told.size() == 3);
            db.compact();
            next.join().resign();
            await().until(() -> told.size() == 4);
            assertThat(watching.revision()).isPositive();
        }
        await().until(() -> told.size() == 5);
        assertThat(told).containsExactly("nobody", "alice", "bob", "nobody", "end false");
    }
}
