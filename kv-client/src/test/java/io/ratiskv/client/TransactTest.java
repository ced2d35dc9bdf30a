package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.client.fake.FakeStore;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Request.BodyCase;
import io.ratiskv.protocol.Welcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Read, think, write: as if alone. */
class TransactTest {
    private final FakeStore store = new FakeStore();
    private final FakeMember member = FakeMember.start(store);
    private final KvClient db = KvClient.builder()
            .endpoints(member.address())
            .deadline(Duration.ofSeconds(20))
            .build();

    @AfterEach
    void close() {
        db.close();
        member.close();
    }

    private int increment(Transaction tx) {
        int n = tx.get("n").map(found -> Integer.parseInt(found.valueText())).orElse(0) + 1;
        tx.put("n", "" + n);
        return n;
    }

    @Test
    void increments_side_by_side_lose_nothing() {
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        AsyncKv patient = db.async().withDeadline(Duration.ofSeconds(30));
        for (int i = 0; i < 40; i++) {
            all.add(patient.transact(this::increment));
        }
        all.forEach(CompletableFuture::join);
        assertThat(db.get("n").orElseThrow().valueText()).isEqualTo("40");
    }

    @Test
    void a_conflict_runs_the_body_again_on_a_new_snapshot() {
        AtomicInteger runs = new AtomicInteger();
        Committed<Integer> committed = db.transactReporting(tx -> {
            int n = increment(tx);
            if (runs.incrementAndGet() == 1) {
                db.put("n", "10");
            }
            return n;
        });
        assertThat(committed.value()).isEqualTo(11);
        assertThat(committed.attempts()).isEqualTo(2);
        assertThat(db.get("n").orElseThrow().modRevision()).isEqualTo(committed.revision());
    }

    @Test
    void when_time_is_up_the_conflict_names_the_key() {
        assertThatThrownBy(() -> db.withDeadline(Duration.ofSeconds(1)).transact(tx -> {
                    increment(tx);
                    // Another one's write, every time.
                    return db.put("n", "0");
                }))
                .isInstanceOfSatisfying(ConflictException.class, e -> {
                    assertThat(e.key()).isEqualTo(Bytes.of("n"));
                    assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                    assertThat(e.retryable()).isTrue();
                });
    }

    @Test
    void a_key_that_appears_in_a_range_that_was_read_is_a_conflict() {
        AtomicInteger runs = new AtomicInteger();
        int count = db.transact(tx -> {
            int found = tx.range(Range.prefix("seat/")).entries().size();
            if (runs.incrementAndGet() == 1) {
                db.put("seat/7", "taken");
            }
            tx.put("count", "" + found);
            return found;
        });
        assertThat(count).isEqualTo(1);
        assertThat(runs).hasValue(2);
    }

    @Test
    void reads_see_own_writes_over_the_snapshot() {
        for (String key : List.of("k/1", "k/2", "k/3", "k/4")) {
            db.put(key, "old");
        }
        db.transact(tx -> {
            tx.delete("k/1");
            tx.put("k/2", "new");
            tx.put("k/25", "new");
            tx.put("other", "new");
            assertThat(tx.get("k/1")).isEmpty();
            assertThat(tx.get("k/2").orElseThrow().valueText()).isEqualTo("new");
            assertThat(KvClientTest.keys(tx.range(Range.prefix("k/")))).containsExactly("k/2", "k/25", "k/3", "k/4");
            RangeResult two = tx.range(Range.prefix("k/").limit(2));
            assertThat(KvClientTest.keys(two)).containsExactly("k/2", "k/25");
            assertThat(two.nextKey()).contains(Bytes.of("k/3"));
            assertThat(two.more()).isTrue();
            return true;
        });
        assertThat(KvClientTest.keys(db.range(Range.all()))).containsExactly("k/2", "k/25", "k/3", "k/4", "other");
    }

    @Test
    void all_reads_see_the_revision_of_the_first() {
        db.put("a", "1");
        db.put("b", "1");
        String seen = db.transact(tx -> {
            String a = tx.get("a").orElseThrow().valueText();
            db.put("b", "2");
            return a + tx.get("b").orElseThrow().valueText();
        });
        assertThat(seen).isEqualTo("11");
        // It wrote nothing, so there was nothing to commit.
        assertThat(member.seen(BodyCase.COMMIT)).isEmpty();
    }

    @Test
    void writes_without_reads_need_no_snapshot() {
        db.transact(tx -> {
            tx.put("a", "1");
            tx.put("a", "2");
            tx.delete("b");
            return true;
        });
        assertThat(db.get("a").orElseThrow().valueText()).isEqualTo("2");
        assertThat(db.get("a").orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void more_can_be_written_than_one_plain_transaction_may_hold() {
        member.welcome(Welcome.newBuilder().setVersion(1).setTxnOperationsMax(2).setKeyBytesMax(10));
        for (boolean reads : new boolean[] {false, true}) {
            db.transact(tx -> {
                if (reads) {
                    tx.get("a");
                }
                tx.put("a", "1");
                tx.put("b", "2");
                tx.put("c", "" + reads);
                return 0;
            });
            assertThat(db.get("c").orElseThrow().valueText()).isEqualTo("" + reads);
        }
        assertThatThrownBy(() -> db.transact(tx -> {
                    tx.put("a longer key", "1");
                    return 0;
                }))
                .isInstanceOf(TooLargeException.class)
                .hasMessageContaining("commit.writes[0].put.key");
    }

    @Test
    void a_conflict_that_the_body_itself_throws_comes_out_as_it_is() {
        ConflictException own = new ConflictException("of somebody else's", Bytes.of("a"), 1, null);
        int[] runs = new int[1];

        assertThatThrownBy(() -> db.transact(tx -> {
                    runs[0]++;
                    throw own;
                }))
                .isSameAs(own);
        assertThat(runs[0]).isEqualTo(1);
    }

    @Test
    void a_commit_that_compaction_overtook_runs_again() {
        db.put("a", "1");
        Committed<Integer> done = db.transactReporting(tx -> {
            tx.get("a");
            tx.put("b", "1");
            return 0;
        });
        long revision = done.revision();
        member.next(
                BodyCase.COMMIT,
                Action.error(Error.newBuilder().setCode(ErrorCode.COMPACTED).setRevision(revision)));

        assertThat(db.transactReporting(tx -> {
                            tx.get("a");
                            tx.put("b", "2");
                            return 0;
                        })
                        .attempts())
                .isEqualTo(2);
    }

    @Test
    void what_the_body_throws_comes_out_and_nothing_is_written() {
        assertThatThrownBy(() -> db.transact(tx -> {
                    tx.put("a", "1");
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
        assertThat(db.get("a")).isEmpty();
    }

    @Test
    void a_commit_whose_answer_was_lost_happens_once_and_the_body_runs_once() {
        member.next(BodyCase.COMMIT, Action.SERVE_AND_BREAK, Action.SERVE_AND_BREAK);
        assertThat(db.transactReporting(this::increment).attempts()).isEqualTo(1);
        assertThat(db.get("n").orElseThrow().valueText()).isEqualTo("1");
    }

    @Test
    void a_transaction_is_of_no_use_after_its_body() {
        List<Transaction> kept = new ArrayList<>();
        db.transact(kept::add);
        assertThatThrownBy(() -> kept.get(0).put("a", "1")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void only_what_can_be_validated_may_be_asked() {
        assertThatThrownBy(() -> db.transact(tx -> tx.range(Range.all().atRevision(1))))
                .isInstanceOf(InvalidArgumentException.class);
    }
}
