package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.client.fake.FakeStore;
import io.ratiskv.client.fake.FakeWatches.Fate;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Under any mixture of mishaps, whoever follows a watch holds what the store holds, and was never told anything twice. */
class WatchFaultsTest {
    private static final int WRITES = 150;
    private static final List<Fate> FATES = List.of(Fate.CUT, Fate.SEND_AND_CUT, Fate.TEAR, Fate.STALL);
    private static final List<Action> REFUSALS = List.of(
            Action.BREAK,
            Action.LOSE_REQUEST,
            Action.GARBAGE,
            Action.error(ErrorCode.NO_LEADER),
            Action.error(ErrorCode.INTERNAL));

    @Property(tries = 5, shrinking = ShrinkingMode.OFF)
    void a_follower_of_a_watch_holds_what_the_store_holds(@ForAll long seed) throws InterruptedException {
        Random random = new Random(seed);
        FakeStore store = new FakeStore();
        try (FakeMember one = FakeMember.start(store);
                FakeMember two = FakeMember.start(store);
                FakeMember well = FakeMember.start(store);
                KvClient writer = KvClient.builder()
                        .endpoints(well.address())
                        .deadline(Duration.ofSeconds(20))
                        .build();
                KvClient reader = KvClient.builder()
                        .endpoints(one.address(), two.address())
                        .attemptTimeout(Duration.ofMillis(40))
                        .build()) {
            for (int i = 0; i < 5; i++) {
                write(writer, random);
            }
            for (FakeMember member : List.of(one, two)) {
                member.watches()
                        .frames(1 + random.nextInt(4), 1 + random.nextInt(3))
                        .script(frame -> fate(random));
                member.script(request -> action(request, random));
            }
            boolean compacts = random.nextBoolean();
            Watch watch = Watch.prefix("k").fromSnapshot().progressEvery(Duration.ofMillis(100));
            try (WatchStream stream = reader.watch(random.nextBoolean() ? watch : watch.window(40))) {
                Follower follower = new Follower();
                for (int i = 0; i < WRITES; i++) {
                    write(writer, random);
                    if (compacts && random.nextInt(100) < 5) {
                        writer.admin().compact(store.revision());
                    }
                    stream.poll(Duration.ofMillis(random.nextInt(3))).ifPresent(follower::take);
                }
                for (FakeMember member : List.of(one, two)) {
                    member.watches().script(frame -> Fate.SEND);
                    member.script(request -> Action.SERVE);
                }
                while (follower.revision < store.revision()) {
                    follower.take(stream.next());
                }
                Map<Bytes, Bytes> held = new TreeMap<>();
                writer.range(Range.prefix("k")).entries().forEach(entry -> held.put(entry.key(), entry.value()));
                assertThat(follower.state).isEqualTo(held);
                if (!compacts) {
                    assertThat(follower.changes).isEqualTo(follower.expected(store.revision()));
                }
            }
        }
    }

    private static void write(KvClient writer, Random random) {
        String key = "k" + random.nextInt(8);
        switch (random.nextInt(4)) {
            case 0 -> writer.delete(key);
            case 1 ->
                writer.txn(Txn.when()
                        .then(
                                Put.of("k" + random.nextInt(4), "t" + random.nextInt(1_000)),
                                Put.of("k" + (4 + random.nextInt(4)), "t" + random.nextInt(1_000))));
            default -> writer.put(key, "v" + random.nextInt(1_000));
        }
    }

    private static Fate fate(Random random) {
        synchronized (random) {
            return random.nextInt(100) < 20 ? FATES.get(random.nextInt(FATES.size())) : Fate.SEND;
        }
    }

    private static Action action(Request request, Random random) {
        synchronized (random) {
            return request.hasWatch() && random.nextInt(100) < 30
                    ? REFUSALS.get(random.nextInt(REFUSALS.size()))
                    : Action.SERVE;
        }
    }

    /** What the documentation tells followers to do, and nothing more. */
    private static final class Follower {
        private final Map<Bytes, Bytes> state = new TreeMap<>();
        private final List<Long> changes = new ArrayList<>();
        private long revision;
        private long partRevision;
        private long began;

        void take(WatchItem item) {
            assertThat(item.revision()).isGreaterThanOrEqualTo(Math.max(revision, partRevision));
            if (item instanceof WatchItem.Snapshot part) {
                part(part.revision(), part.entries(), part.last());
            } else if (item instanceof WatchItem.Reset part) {
                part(part.revision(), part.entries(), part.last());
            } else if (item instanceof WatchItem.Changes told) {
                assertThat(told.revision()).isGreaterThan(revision);
                changes.add(told.revision());
                told.events().forEach(event -> {
                    assertThat(event.revision()).isEqualTo(told.revision());
                    if (event.isPut()) {
                        state.put(event.key(), event.keyValue().value());
                    } else {
                        assertThat(state.remove(event.key())).isNotNull();
                    }
                });
                revision = told.revision();
            } else {
                revision = item.revision();
            }
        }

        private void part(long at, List<KeyValue> entries, boolean last) {
            if (at != partRevision) {
                state.clear();
                partRevision = at;
            }
            entries.forEach(
                    entry -> assertThat(state.put(entry.key(), entry.value())).isNull());
            if (last) {
                revision = at;
                partRevision = 0;
                began = at;
            }
        }

        /** Every revision after the snapshot: each write of this test makes one, unless it deletes nothing. */
        List<Long> expected(long newest) {
            List<Long> all = new ArrayList<>();
            for (long at = began + 1; at <= newest; at++) {
                all.add(at);
            }
            return all;
        }
    }
}
