package io.ratiskv.server.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.TxnRequest;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.mvcc.CompactedException;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.KeyVersion;
import io.ratiskv.server.mvcc.RangeCursor;
import io.ratiskv.server.mvcc.RangePage;
import io.ratiskv.server.mvcc.RangeQuery;
import io.ratiskv.server.mvcc.ReadView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keys that always have the same value, because one transaction writes them all. */
final class EqualValues {
    static final int KEYS = 40;
    static final byte[] KEY = "k10".getBytes(StandardCharsets.UTF_8);

    private EqualValues() {}

    static Command putAll(String value) {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        for (int i = 0; i < KEYS; i++) {
            txn.addSuccess(Requests.putOperation("k" + (10 + i), value));
        }
        return Command.newBuilder().setTxn(txn).build();
    }

    /** Reads all keys in two ways at one revision; returns 1 if that was not compacted meanwhile. */
    static int check(ReplicatedState state) {
        try (ReadView view = state.readAt(0);
                RangeCursor cursor = view.range(RangeQuery.all(KeyInterval.of(new byte[] {'k'}, new byte[1])))) {
            List<KeyVersion> found = new ArrayList<>();
            RangePage page;
            do {
                page = cursor.next(200);
                found.addAll(page.keyVersions());
            } while (!page.isLast());
            if (view.revision() == 1) {
                assertThat(found).isEmpty();
                return 0;
            }
            assertThat(found).hasSize(KEYS);
            for (KeyVersion kv : found) {
                assertThat(kv.value()).isEqualTo(found.get(0).value());
                assertThat(kv.modRevision()).isEqualTo(view.revision());
            }
            KeyVersion single = view.get(KEY);
            assertThat(single).isNotNull();
            if (single != null) {
                assertThat(single.value()).isEqualTo(found.get(0).value());
            }
            return 1;
        } catch (CompactedException e) {
            return 0;
        }
    }
}
