package io.ratiskv.jepsen.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.checker.Verdict.Result;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.CallRecorder;
import io.ratiskv.jepsen.history.Mop;
import io.ratiskv.jepsen.history.Mop.Append;
import io.ratiskv.jepsen.history.Mop.Read;
import io.ratiskv.jepsen.history.Mop.ReadList;
import io.ratiskv.jepsen.history.Mop.Write;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

class TransactionCyclesTest {
    private final CallRecorder<List<Mop>, List<Mop>> recorder = new CallRecorder<>();

    @Property(tries = 1_500, edgeCases = EdgeCasesMode.NONE)
    void lists_are_judged_as_by_trying_every_order(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 7) int calls,
            @ForAll @IntRange(min = 1, max = 4) int clients,
            @ForAll @IntRange(min = 1, max = 3) int keys,
            @ForAll @DoubleRange(max = 0.4) double wrong,
            @ForAll @DoubleRange(max = 0.3) double unknown,
            @ForAll Isolation promise) {
        List<Call<List<Mop>, List<Mop>>> history = TxnHistories.of(seed, true, calls, clients, keys, wrong, unknown)
                .calls();
        boolean exists = TryEverySerialOrder.exists(history, promise);
        Verdict verdict = TransactionCycles.check(history, promise);
        if (verdict.result() != Result.UNKNOWN) {
            assertThat(verdict.valid()).as("%s %s", history, verdict).isEqualTo(exists);
        }
        Statistics.label("order exists")
                .collect(exists)
                .coverage(share -> share.check(false).percentage(p -> p > 5));
    }

    @Property(tries = 1_500, edgeCases = EdgeCasesMode.NONE)
    void registers_are_never_blamed_wrongly_and_with_their_versions_nothing_is_missed(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 7) int calls,
            @ForAll @IntRange(min = 1, max = 4) int clients,
            @ForAll @IntRange(min = 1, max = 3) int keys,
            @ForAll @DoubleRange(max = 0.4) double wrong,
            @ForAll @DoubleRange(max = 0.3) double unknown,
            @ForAll Isolation promise) {
        TxnHistories.Recording history = TxnHistories.of(seed, false, calls, clients, keys, wrong, unknown);
        boolean exists = TryEverySerialOrder.exists(history.calls(), promise);
        Verdict alone = TransactionCycles.check(history.calls(), promise);
        Verdict withVersions = TransactionCycles.check(history.calls(), promise, history.versions());
        if (exists) {
            assertThat(alone.result()).as("%s %s", history, alone).isNotEqualTo(Result.INVALID);
        } else {
            assertThat(withVersions.result()).as("%s", history).isEqualTo(Result.INVALID);
        }
        if (wrong == 0) {
            assertThat(withVersions.result()).as("%s %s", history, withVersions).isNotEqualTo(Result.INVALID);
        }
        Statistics.label("order exists").collect(exists);
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void long_histories_of_a_good_store_pass(
            @ForAll long seed, @ForAll boolean lists, @ForAll @IntRange(min = 1, max = 20) int clients) {
        TxnHistories.Recording history = TxnHistories.of(seed, lists, 300, clients, 5, 0, 0.1);
        assertThat(TransactionCycles.check(history.calls(), Isolation.STRICT_SERIALIZABLE, history.versions())
                        .violations())
                .isEmpty();
    }

    @Test
    void writes_in_opposite_orders_are_G0() {
        txn(0, new Append("x", 1), new Append("y", 1));
        txn(1, new Append("x", 2), new Append("y", 2));
        txn(2, new ReadList("x", List.of(1L, 2L)), new ReadList("y", List.of(2L, 1L)));
        assertThat(kinds(Isolation.SERIALIZABLE)).contains("G0");
    }

    @Test
    void two_that_read_each_other_are_G1c() {
        txn(0, new Append("x", 1), new ReadList("y", List.of(1L)));
        txn(1, new Append("y", 1), new ReadList("x", List.of(1L)));
        assertThat(kinds(Isolation.SERIALIZABLE)).containsExactly("G1c");
    }

    @Test
    void a_read_that_misses_half_of_a_transaction_is_G_single() {
        txn(0, new Append("x", 1), new Append("y", 1));
        txn(1, new ReadList("x", List.of(1L)), new ReadList("y", List.of()));
        txn(2, new ReadList("y", List.of(1L)));
        assertThat(kinds(Isolation.SERIALIZABLE)).containsExactly("G-single");
    }

    @Test
    void two_that_miss_each_other_are_G2() {
        txn(0, new ReadList("x", List.of()), new Append("y", 1));
        txn(1, new ReadList("y", List.of()), new Append("x", 1));
        txn(2, new ReadList("x", List.of(1L)), new ReadList("y", List.of(1L)));
        assertThat(kinds(Isolation.SERIALIZABLE)).containsExactly("G2-item");
    }

    @Test
    void a_stale_read_is_a_cycle_of_real_time_only_and_says_so() {
        txn(0, new Append("x", 1));
        txn(1, new ReadList("x", List.of()));
        txn(2, new ReadList("x", List.of(1L)));
        assertThat(kinds(Isolation.SERIALIZABLE)).isEmpty();
        assertThat(kinds(Isolation.SESSION_SERIALIZABLE)).isEmpty();
        Verdict verdict = TransactionCycles.check(recorder.calls(), Isolation.STRICT_SERIALIZABLE);
        assertThat(kinds(Isolation.STRICT_SERIALIZABLE)).containsExactly("G-single-realtime");
        assertThat(verdict.violations().get(0).toString())
                .contains("T1's read of x did not find 1, which T2 wrote")
                .contains("T2 had ended (event 1) before T1 began (event 2)");
    }

    @Test
    void an_acknowledged_append_that_nobody_ever_found_is_told_by_who_read_after_it() {
        txn(0, new Append("x", 1));
        txn(0, new Append("x", 2));
        txn(1, new ReadList("x", List.of(1L)));
        assertThat(kinds(Isolation.STRICT_SERIALIZABLE)).containsExactly("G-single-realtime");
    }

    @Test
    void a_process_that_goes_back_is_a_cycle_of_its_session() {
        txn(0, new Append("x", 1));
        txn(1, new ReadList("x", List.of(1L)));
        txn(1, new ReadList("x", List.of()));
        assertThat(kinds(Isolation.SERIALIZABLE)).isEmpty();
        assertThat(kinds(Isolation.SESSION_SERIALIZABLE)).containsExactly("G-single-process");
    }

    @Test
    void what_failed_and_is_found_is_G1a_and_written_over_a_dirty_update() {
        recorder.begin(0, "txn", List.of(new Append("x", 1))).failed("conflict");
        txn(1, new Append("x", 2));
        txn(2, new ReadList("x", List.of(1L, 2L)));
        assertThat(kinds(Isolation.SERIALIZABLE)).containsExactlyInAnyOrder("G1a", "dirty-update");
    }

    @Test
    void the_middle_of_a_transaction_is_G1b() {
        txn(0, new Append("x", 1), new Append("x", 2));
        txn(1, new ReadList("x", List.of(1L)));
        assertThat(kinds(Isolation.SERIALIZABLE)).contains("G1b");
    }

    @Test
    void lists_that_cannot_be_are_named() {
        txn(0, new Append("x", 1));
        txn(0, new Append("x", 2));
        txn(1, new ReadList("x", List.of(1L, 2L, 1L)));
        txn(1, new ReadList("x", List.of(2L)));
        txn(1, new ReadList("x", List.of(1L, 9L)));
        assertThat(kinds(Isolation.SERIALIZABLE)).contains("duplicate-elements", "incompatible-order", "phantom");
    }

    @Test
    void a_transaction_must_find_its_own_writes() {
        txn(0, new Append("x", 1), new ReadList("x", List.of()));
        txn(1, new Write("r", 1), new Read("r", null));
        txn(1, new Read("r", null), new Read("r", 1L));
        assertThat(kinds(Isolation.SERIALIZABLE)).contains("internal");
        assertThat(TransactionCycles.check(recorder.calls(), Isolation.SERIALIZABLE).violations().stream()
                        .filter(v -> v.reason().startsWith("internal")))
                .hasSize(3);
    }

    @Test
    void two_updates_of_one_version_are_a_lost_update() {
        txn(0, new Write("r", 1));
        txn(1, new Read("r", 1L), new Write("r", 2));
        txn(2, new Read("r", 1L), new Write("r", 3));
        assertThat(kinds(Isolation.SERIALIZABLE)).contains("lost-update");
    }

    @Test
    void an_unknown_transaction_of_which_something_was_found_happened_whole() {
        recorder.begin(0, "txn", List.of(new Append("x", 1), new Append("y", 1)))
                .unknown("timeout");
        txn(1, new ReadList("x", List.of(1L)), new ReadList("y", List.of()));
        assertThat(kinds(Isolation.SERIALIZABLE)).containsExactly("G-single");
    }

    @Test
    void given_versions_order_registers_that_nobody_read() {
        txn(0, new Write("a", 1), new Write("b", 1));
        txn(1, new Write("a", 2), new Write("b", 2));
        assertThat(kinds(Isolation.SERIALIZABLE)).isEmpty();
        Verdict verdict = TransactionCycles.check(
                recorder.calls(), Isolation.SERIALIZABLE, Map.of("a", List.of(1L, 2L), "b", List.of(2L, 1L)));
        assertThat(verdict.violations()).isNotEmpty().allMatch(v -> v.reason().startsWith("G0"));
    }

    private void txn(int process, Mop... mops) {
        recorder.begin(process, "txn", List.of(mops)).ok(List.of(mops));
    }

    private List<String> kinds(Isolation promise) {
        return TransactionCycles.check(recorder.calls(), promise).violations().stream()
                .map(v -> v.reason().substring(0, v.reason().indexOf(':')))
                .distinct()
                .collect(Collectors.toList());
    }
}
