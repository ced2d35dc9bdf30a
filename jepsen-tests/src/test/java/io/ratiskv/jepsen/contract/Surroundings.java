package io.ratiskv.jepsen.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvClientBuilder;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Op;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.Put;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.Txn;
import io.ratiskv.jepsen.cluster.LocalCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What each test finds: a cluster that serves, two clients of it, and a part of the keys for itself. */
interface Surroundings {
    /** Long enough for a machine that does much else. */
    Duration DEADLINE = Duration.ofSeconds(20);

    /** What a call may take beyond its deadline before we call it late: the time to wake a thread up. */
    Duration GRACE = Duration.ofSeconds(2);

    LocalCluster cluster();

    /** The client of this test's program. */
    KvClient db();

    /** The client of somebody else. */
    KvClient other();

    /** Begins every key of this test; ends with a slash. */
    String prefix();

    /** A client with other settings; the test closes it. */
    default KvClientBuilder client() {
        return KvClient.builder()
                .endpoints(List.of(cluster().endpoints().split(",")))
                .deadline(DEADLINE);
    }

    default String key(String name) {
        return prefix() + name;
    }

    /** The store's revision now. */
    default long revision() {
        return db().range(Range.key(key("no such key"))).revision();
    }

    /** Writes {@code 0000, 0001, …} below the prefix, each with a value of so many bytes; answers with the last revision. */
    default long fill(int count, int valueBytes) {
        String value = "v".repeat(valueBytes);
        int perTxn = Math.min(128, Math.max(1, (512 << 10) / Math.max(1, valueBytes)));
        long revision = 0;
        for (int from = 0; from < count; from += perTxn) {
            List<Op> puts = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + perTxn); i++) {
                puts.add(Put.of(numbered(i), value));
            }
            revision = db().txn(Txn.of(puts.toArray(new Op[0]))).revision();
        }
        return revision;
    }

    default String numbered(int i) {
        return key(String.format("%04d", i));
    }

    /** Names of the entries' keys, without the prefix. */
    default List<String> names(RangeResult found) {
        return names(found.entries());
    }

    default List<String> names(List<KeyValue> entries) {
        return entries.stream()
                .map(entry -> entry.keyText().substring(prefix().length()))
                .toList();
    }

    /** The call fails like this, in time, saying that nothing happened, and the client goes on as if nothing had. */
    default <E extends KvException> E refused(Class<E> type, ThrowingCallable call) {
        long begun = System.nanoTime();
        E failure = catchThrowableOfType(type, call);
        assertThat(failure).as("a refusal").isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(DEADLINE.plus(GRACE));
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        // Beside this test's own keys, which it may count.
        db().put("refused/" + prefix(), failure.getClass().getSimpleName());
        assertThat(db().get("refused/" + prefix()).orElseThrow().valueText())
                .isEqualTo(failure.getClass().getSimpleName());
        return failure;
    }
}
