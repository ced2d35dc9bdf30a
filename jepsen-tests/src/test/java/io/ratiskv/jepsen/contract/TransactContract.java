package io.ratiskv.jepsen.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Committed;
import io.ratiskv.client.ConflictException;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.OutcomeUnknownException;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.Transaction;
import io.ratiskv.client.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Optimistic transactions: as if one ran after the other. */
interface TransactContract extends Surroundings {
    @Test
    default void no_increment_is_lost_among_many_threads() throws InterruptedException {
        int threads = 6;
        int each = 6;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CompletableFuture.allOf(IntStream.range(0, threads)
                            .mapToObj(i -> CompletableFuture.runAsync(() -> incrementTimes(i, each), pool))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            pool.shutdownNow();
            pool.awaitTermination(10, TimeUnit.SECONDS);
        }
        assertThat(db().get(key("counter")).orElseThrow().valueText()).isEqualTo("36");
        assertThat(db().get(key("counter")).orElseThrow().version()).isEqualTo(36);
    }

    private void incrementTimes(int thread, int times) {
        var kv = (thread % 2 == 0 ? db() : other()).withDeadline(Duration.ofSeconds(30));
        for (int i = 0; i < times; i++) {
            kv.transact(tx -> {
                int count = tx.get(key("counter"))
                        .map(found -> Integer.parseInt(found.valueText()))
                        .orElse(0);
                tx.put(key("counter"), "" + (count + 1));
                return count;
            });
        }
    }

    /** Runs a transaction during whose first attempt, after its reads, somebody else does something. */
    private Committed<String> disturbed(Function<Transaction, String> body, Runnable meanwhile) {
        AtomicInteger attempts = new AtomicInteger();
        return db().transactReporting(tx -> {
            String read = body.apply(tx);
            if (attempts.incrementAndGet() == 1) {
                meanwhile.run();
            }
            tx.put(key("result"), read);
            return read;
        });
    }

    @Test
    default void a_key_that_changes_vanishes_or_returns_is_noticed() {
        db().put(key("a"), "1");
        Committed<String> changed = disturbed(tx -> text(tx, "a"), () -> other().put(key("a"), "2"));
        assertThat(changed.value()).isEqualTo("2");
        assertThat(changed.attempts()).isEqualTo(2);
        Committed<String> gone = disturbed(tx -> text(tx, "a"), () -> other().delete(key("a")));
        assertThat(gone.value()).isEqualTo("none");
        Committed<String> came = disturbed(tx -> text(tx, "a"), () -> other().put(key("a"), "3"));
        assertThat(came.value()).isEqualTo("3");
        Committed<String> same = disturbed(tx -> text(tx, "a"), () -> {
            other().put(key("a"), "4");
            other().put(key("a"), "3");
        });
        assertThat(same.attempts())
                .as("the value is the old one, the key is not")
                .isEqualTo(2);
    }

    private String text(Transaction tx, String name) {
        return tx.get(key(name)).map(found -> found.valueText()).orElse("none");
    }

    @Test
    default void keys_that_appear_in_or_vanish_from_a_range_are_noticed() {
        fill(3, 1);
        Committed<String> phantom = disturbed(this::rangeOfNumbers, () -> other().put(numbered(7), "v"));
        assertThat(phantom.value()).isEqualTo("[0000, 0001, 0002, 0007]");
        assertThat(phantom.attempts()).isEqualTo(2);
        Committed<String> vanished = disturbed(this::rangeOfNumbers, () -> other().delete(numbered(1)));
        assertThat(vanished.value()).isEqualTo("[0000, 0002, 0007]");
        assertThat(vanished.attempts()).isEqualTo(2);
        Committed<String> both = disturbed(this::rangeOfNumbers, () -> {
            other().put(numbered(8), "v");
            other().delete(numbered(8));
        });
        assertThat(both.attempts()).as("came and went").isEqualTo(2);
        Committed<String> elsewhere = disturbed(this::rangeOfNumbers, () -> other().put(key("9"), "v"));
        assertThat(elsewhere.attempts()).as("outside the range").isEqualTo(1);
    }

    private String rangeOfNumbers(Transaction tx) {
        return names(tx.range(Range.prefix(key("000")))).toString();
    }

    @Test
    default void only_the_part_of_a_range_that_was_read_must_not_change() {
        fill(9, 1);
        Committed<String> beyond = disturbed(this::firstThree, () -> other().put(numbered(7), "x"));
        assertThat(beyond.attempts()).isEqualTo(1);
        Committed<String> within = disturbed(this::firstThree, () -> other().put(numbered(2), "x"));
        assertThat(within.attempts()).isEqualTo(2);
    }

    private String firstThree(Transaction tx) {
        return names(tx.range(Range.prefix(key("000")).limit(3))).toString();
    }

    @Test
    default void two_that_read_the_same_and_write_apart_cannot_both_go_by_what_they_read() {
        db().put(key("on call/alice"), "yes");
        db().put(key("on call/bob"), "yes");
        AtomicInteger attempts = new AtomicInteger();
        db().transact(tx -> {
            boolean mayLeave = onCall(tx) > 1;
            if (attempts.incrementAndGet() == 1) {
                other().transact(theirs -> leave(theirs, "bob", onCall(theirs) > 1));
            }
            return leave(tx, "alice", mayLeave);
        });
        assertThat(attempts).hasValue(2);
        assertThat(names(db().range(Range.prefix(key("on call/"))))).containsExactly("on call/alice");
    }

    private int onCall(Transaction tx) {
        return tx.range(Range.prefix(key("on call/"))).entries().size();
    }

    private boolean leave(Transaction tx, String who, boolean mayLeave) {
        if (mayLeave) {
            tx.delete(key("on call/" + who));
        }
        return mayLeave;
    }

    @Test
    default void one_that_only_reads_sees_one_revision_and_is_never_in_conflict() {
        db().put(key("a"), "1");
        long before = db().put(key("b"), "1").revision();
        Committed<List<String>> read = db().transactReporting(tx -> {
            List<String> seen = new ArrayList<>();
            seen.add(text(tx, "a"));
            other().put(key("a"), "2");
            other().put(key("b"), "2");
            other().put(key("c"), "2");
            seen.add(text(tx, "b"));
            seen.add(names(tx.range(Range.prefix(prefix()))).toString());
            return seen;
        });
        assertThat(read.value()).containsExactly("1", "1", "[a, b]");
        assertThat(read.attempts()).isEqualTo(1);
        assertThat(read.revision()).isEqualTo(before);
        assertThat(revision()).isEqualTo(before + 3);
    }

    @Test
    default void a_transaction_sees_its_own_writes_and_they_become_one_revision() {
        fill(3, 1);
        Committed<RangeResult> done = db().transactReporting(tx -> {
            tx.get(numbered(0));
            tx.put(numbered(1), "changed");
            tx.delete(numbered(2));
            tx.put(numbered(3), "new");
            assertThat(tx.get(numbered(2))).isEmpty();
            return tx.range(Range.prefix(key("000")));
        });
        assertThat(names(done.value())).containsExactly("0000", "0001", "0003");
        RangeResult after = db().range(Range.prefix(key("000")).modifiedBetween(done.revision(), done.revision()));
        assertThat(names(after)).containsExactly("0001", "0003");
        assertThat(db().get(numbered(2))).isEmpty();
    }

    @Test
    default void one_that_only_writes_may_write_as_much_as_one_that_reads() {
        for (boolean reads : new boolean[] {false, true}) {
            db().transact(tx -> {
                if (reads) {
                    tx.get(numbered(0));
                }
                IntStream.range(0, 500).forEach(i -> tx.put(numbered(i), "reads " + reads));
                return 0;
            });
            assertThat(db().get(numbered(499)).orElseThrow().valueText()).isEqualTo("reads " + reads);
        }
    }

    @Test
    default void what_the_body_throws_comes_out_and_nothing_is_written() {
        assertThatThrownBy(() -> db().transact(tx -> {
                    tx.put(key("a"), "1");
                    throw new IllegalArgumentException("changed my mind");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("changed my mind");
        assertThat(db().get(key("a"))).isEmpty();
    }

    @Test
    default void a_conflict_that_never_ends_is_told_at_the_deadline_by_its_key() {
        Bytes contested = Bytes.of(key("contested"));
        ConflictException conflict = null;
        // The deadline may also pass in the middle of an attempt, and then that is what is told.
        for (int tries = 0; conflict == null && tries < 10; tries++) {
            KvException failure = catchThrowableOfType(
                    KvException.class,
                    () -> db().withDeadline(Duration.ofMillis(500)).transact(tx -> {
                        tx.get(contested);
                        other().put(contested, Bytes.of("taken"));
                        tx.put(key("result"), "never");
                        return 0;
                    }));
            assertThat(failure)
                    .isInstanceOfAny(
                            ConflictException.class, UnavailableException.class, OutcomeUnknownException.class);
            conflict = failure instanceof ConflictException told ? told : null;
        }
        assertThat(conflict).isNotNull();
        assertThat(conflict.key()).isEqualTo(contested);
        assertThat(conflict.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(conflict.revision())
                .isEqualTo(db().get(contested).orElseThrow().modRevision());
        assertThat(db().get(key("result"))).isEmpty();
    }
}
