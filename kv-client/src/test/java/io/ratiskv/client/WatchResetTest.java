package io.ratiskv.client;

import static io.ratiskv.client.ToldItems.begun;
import static io.ratiskv.client.ToldItems.texts;
import static io.ratiskv.client.ToldItems.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.client.fake.FakeWatches.Fate;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.WatchResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a watch is told when what comes next was compacted away. */
class WatchResetTest extends TwoMembers {
    @Test
    void a_watch_behind_compaction_is_told_the_state_and_what_is_gone() throws InterruptedException {
        try (WatchStream watch = db.watch(Watch.prefix("k"))) {
            begun(watch);
            for (int i = 0; i < 5; i++) {
                db.put("k" + i, "v");
            }
            told(watch, 5);
            miss(() -> {
                db.delete("k1");
                db.put("k0", "new");
                db.put("k9", "v");
                db.admin().compact(store.revision());
            });
            long at = store.revision();
            assertThat(texts(told(watch, 2)))
                    .containsExactly("reset " + at + "[k0, k2, k3]…", "reset " + at + "[k4, k9]-[k1]true");
            assertThat(watch.revision()).isEqualTo(at);
            db.delete("k9");
            assertThat(texts(told(watch, 1))).containsExactly((at + 1) + ":[k9-]");
        }
    }

    /** Lets no watch hear of what {@code action} does. */
    private void miss(Runnable action) {
        List<FakeMember> members = List.of(one, two);
        members.forEach(member ->
                member.script(request -> request.hasWatch() ? Action.error(ErrorCode.NO_LEADER) : Action.SERVE));
        members.forEach(FakeMember::breakConnections);
        await().until(() -> one.watches().open() + two.watches().open() == 0);
        action.run();
        members.forEach(member -> member.script(request -> Action.SERVE));
    }

    @Test
    void a_reset_that_was_cut_begins_anew_and_is_never_followed_by_what_is_older() throws InterruptedException {
        try (WatchStream watch = db.watch(Watch.prefix("k"))) {
            begun(watch);
            for (int i = 0; i < 8; i++) {
                db.put("k" + i, "v");
            }
            told(watch, 8);
            AtomicInteger parts = new AtomicInteger();
            for (FakeMember member : List.of(one, two)) {
                member.watches().script(frame -> {
                    boolean part = frame.getKind() == WatchResponse.Kind.RESET
                            || frame.getKind() == WatchResponse.Kind.SNAPSHOT;
                    if (part && parts.getAndIncrement() == 1) {
                        // From now on they would tell every single change again.
                        one.watches().lagsBehindCompaction();
                        two.watches().lagsBehindCompaction();
                        db.delete("k0");
                        return Fate.CUT;
                    }
                    return Fate.SEND;
                });
            }
            miss(() -> {
                db.delete("k1");
                db.put("k0", "new");
                db.admin().compact(store.revision());
            });
            long at = store.revision();
            List<WatchItem> items = told(watch, 3);
            db.put("k3", "x");
            items.addAll(told(watch, 1));

            assertThat(texts(items))
                    .containsExactly(
                            "reset " + at + "[k0, k2, k3]…",
                            "reset " + (at + 1) + "[k2, k3, k4]…",
                            "reset " + (at + 1) + "[k5, k6, k7]-[k0, k1]true",
                            (at + 2) + ":[k3=x]");
        }
    }

    @Test
    void whoever_wants_no_reset_is_told_that_it_was_compacted() throws InterruptedException {
        long first = db.put("a", "1").revision();
        db.put("a", "2");
        db.admin().compact(store.revision());
        try (WatchStream watch = db.watch(Watch.key("a").from(first).failingWhenCompacted())) {
            assertThatThrownBy(watch::next)
                    .isInstanceOfSatisfying(
                            CompactedException.class,
                            e -> assertThat(e.oldestRevision()).isEqualTo(store.compacted()));
            assertThatThrownBy(watch::next).isInstanceOf(ClientClosedException.class);
        }
    }
}
