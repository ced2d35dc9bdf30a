package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeStore;
import io.ratiskv.protocol.Request.BodyCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can be asked of a cluster that is well. */
class KvClientTest {
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

    @Test
    void a_key_that_was_put_can_be_read_and_deleted() {
        long revision = db.put("a", "1").revision();

        assertThat(db.get("a")).hasValueSatisfying(found -> {
            assertThat(found.valueText()).isEqualTo("1");
            assertThat(found.modRevision()).isEqualTo(revision);
            assertThat(found.version()).isEqualTo(1);
        });
        assertThat(db.delete("a").deleted()).isEqualTo(1);
        assertThat(db.get("a")).isEmpty();
    }

    @Test
    void a_put_answers_the_previous_state_if_asked() {
        db.put("a", "1");

        assertThat(db.put(Put.of("a", "2").returningPrevious()).previous())
                .hasValueSatisfying(previous -> assertThat(previous.valueText()).isEqualTo("1"));
        assertThat(db.put(Put.touch(Bytes.of("a"))).previous()).isEmpty();
        assertThat(db.get("a")).hasValueSatisfying(found -> {
            assertThat(found.valueText()).isEqualTo("2");
            assertThat(found.version()).isEqualTo(3);
        });
        assertThatThrownBy(() -> db.put(Put.touch(Bytes.of("none"))))
                .isInstanceOfSatisfying(
                        KeyNotFoundException.class, e -> assertThat(e.key()).isEqualTo(Bytes.of("none")));
    }

    @Test
    void compare_and_set_by_revision_value_and_absence() {
        CasResult made = db.putIfAbsent("a", "1");
        assertThat(made.succeeded()).isTrue();
        CasResult again = db.putIfAbsent("a", "2");
        assertThat(again.succeeded()).isFalse();
        assertThat(again.current())
                .hasValueSatisfying(found -> assertThat(found.valueText()).isEqualTo("1"));
        assertThat(db.compareAndSet("a", made.revision(), "3").succeeded()).isTrue();
        assertThat(db.compareAndSet("a", made.revision(), "4").succeeded()).isFalse();
        assertThat(db.compareAndSet("a", "3", "5").succeeded()).isTrue();
        assertThat(db.compareAndSet("none", "3", "5").current()).isEmpty();
    }

    @Test
    void a_transaction_runs_the_branch_that_its_compares_choose_nested_ones_included() {
        db.put("a", "1");

        TxnResult result = db.txn(Txn.when(Compare.value("a").equalTo("1"), Compare.absent("b"))
                .then(
                        Put.of("b", "2"),
                        Range.prefix("b"),
                        Txn.when(Compare.exists("zzz"))
                                .otherwise(Delete.key("a").returningPrevious()))
                .otherwise(Put.of("c", "3")));

        assertThat(result.succeeded()).isTrue();
        assertThat(result.get(1))
                .hasValueSatisfying(found -> assertThat(found.valueText()).isEqualTo("2"));
        assertThat(result.txn(2).succeeded()).isFalse();
        assertThat(result.txn(2).delete(0).previous()).hasSize(1);
        assertThat(db.get("c")).isEmpty();
    }

    @Test
    void ranges_by_prefix_interval_start_and_all_with_limit_and_count() {
        for (String key : List.of("a/1", "a/2", "a/3", "b/1", "c")) {
            db.put(key, key);
        }
        assertThat(keys(db.range(Range.prefix("a/")))).containsExactly("a/1", "a/2", "a/3");
        assertThat(keys(db.range(Range.between("a/2", "b/2")))).containsExactly("a/2", "a/3", "b/1");
        assertThat(keys(db.range(Range.from("b")))).containsExactly("b/1", "c");
        assertThat(db.range(Range.all()).entries()).hasSize(5);
        assertThat(db.range(Range.prefix("a/").withCountOnly()).count()).hasValue(3);

        RangeResult first = db.range(Range.prefix("a/").limit(2));
        assertThat(first.more()).isTrue();
        assertThat(keys(db.range(Range.prefix("a/").after(first)))).containsExactly("a/3");
        Range one = Range.all().limit(2);
        assertThat(keys(db.range(one.after(db.range(one))))).containsExactly("a/3", "b/1");
        assertThat(db.deleteRange(KeyRange.prefix("a/")).deleted()).isEqualTo(3);
    }

    @Test
    void a_scan_reads_page_after_page_at_one_revision() {
        for (int i = 0; i < 700; i++) {
            db.put("k" + String.format("%04d", i), "v");
        }
        var pages = db.pages(Range.prefix("k"));
        List<RangeResult> seen = new ArrayList<>(List.of(pages.next()));
        db.deleteRange(KeyRange.prefix("k"));
        pages.forEachRemaining(seen::add);

        assertThat(seen).hasSizeGreaterThan(2);
        assertThat(seen.stream().mapToInt(page -> page.entries().size()).sum()).isEqualTo(700);
        assertThat(seen.stream().map(RangeResult::revision).distinct()).hasSize(1);
        assertThat(db.scan(Range.prefix("k").limit(3))).isEmpty();
    }

    @Test
    void pages_of_large_values_stay_within_what_the_client_may_gather() {
        for (int i = 0; i < 20; i++) {
            db.put("k" + (char) ('a' + i), "v".repeat(1_000));
        }
        try (KvClient modest = KvClient.builder()
                .endpoints(member.address())
                .rangeBytesMax(4_000)
                .build()) {
            assertThat(modest.scan(Range.prefix("k")).count()).isEqualTo(20);
            assertThat(modest.async().page(Range.prefix("k")).join().more()).isTrue();
            assertThatThrownBy(() -> modest.range(Range.prefix("k"))).isInstanceOf(TooLargeException.class);
        }
        try (KvClient tiny = KvClient.builder()
                .endpoints(member.address())
                .rangeBytesMax(500)
                .build()) {
            assertThatThrownBy(() -> tiny.scan(Range.prefix("k")).count()).isInstanceOf(TooLargeException.class);
        }
    }

    @Test
    void a_scan_ends_at_its_limit() {
        for (int i = 0; i < 300; i++) {
            db.put("k" + String.format("%04d", i), "v");
        }
        assertThat(db.scan(Range.prefix("k").limit(250)).count()).isEqualTo(250);
        assertThat(db.scan(Range.prefix("k").limit(128)).count()).isEqualTo(128);
        assertThat(db.scan(Range.prefix("k")).count()).isEqualTo(300);
    }

    @Test
    void typed_views_speak_the_programs_own_types() {
        TypedKv<String, Long> stock = db.view(Codec.TEXT, Codec.LONG);
        assertThat(stock.putIfAbsent("apples", 3L)).isTrue();
        assertThat(stock.get("apples")).contains(3L);
        TypedKv.Entry<String, Long> entry = stock.entry("apples").orElseThrow();
        assertThat(stock.compareAndSet("apples", entry.modRevision(), 2L)).isTrue();
        assertThat(stock.scan(Range.all()).map(TypedKv.Entry::value)).containsExactly(2L);
        assertThat(stock.delete("apples")).isTrue();
        assertThat(stock.delete("apples")).isFalse();
    }

    @Test
    void futures_complete_off_the_network_thread_and_may_be_waited_for_from_there() {
        CompletableFuture<String> chained = db.async().put("a", "1").thenApply(put -> {
            // A blocking call, and a wait for an asynchronous one, inside a continuation.
            db.put("b", "2");
            db.async().put("c", "3").join();
            return Thread.currentThread().getName();
        });
        assertThat(chained.join()).contains("callback");
        assertThat(store.applied()).isEqualTo(3);
    }

    @Test
    void writes_are_numbered_and_confirmed() {
        for (int i = 0; i < 10; i++) {
            db.put("a", "" + i);
        }
        assertThat(member.seen(BodyCase.OPEN_SESSION)).hasSize(1);
        assertThat(member.seen(BodyCase.PUT).stream().map(r -> r.getWriteId().getSequence()))
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(store.sessions().kept(db.identity())).hasSize(1);
    }

    @Test
    void old_and_future_revisions_are_refused_with_the_revision_there_is() {
        long first = db.put("a", "1").revision();
        long second = db.put("a", "2").revision();
        assertThat(db.range(Range.key("a").atRevision(first)).entries().get(0).valueText())
                .isEqualTo("1");
        db.admin().compact(second);
        assertThatThrownBy(() -> db.range(Range.key("a").atRevision(first)))
                .isInstanceOfSatisfying(
                        CompactedException.class,
                        e -> assertThat(e.oldestRevision()).isEqualTo(second));
        assertThatThrownBy(() -> db.range(Range.key("a").atRevision(second + 1)))
                .isInstanceOfSatisfying(FutureRevisionException.class, e -> {
                    assertThat(e.newestRevision()).isEqualTo(second);
                    assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                });
    }

    @Test
    void what_is_wrong_is_named_before_anything_is_sent() {
        assertThatThrownBy(() -> db.put("", "1"))
                .isInstanceOfSatisfying(
                        InvalidArgumentException.class,
                        e -> assertThat(e.field()).isEqualTo("put.key"));
        assertThatThrownBy(() -> Range.between("b", "a")).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> KvClient.builder().endpoints("nowhere").build())
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> KvClient.builder().build()).hasMessageContaining("endpoints");
        assertThat(member.seen(BodyCase.PUT)).isEmpty();
    }

    static List<String> keys(RangeResult result) {
        return result.entries().stream().map(KeyValue::keyText).toList();
    }
}
