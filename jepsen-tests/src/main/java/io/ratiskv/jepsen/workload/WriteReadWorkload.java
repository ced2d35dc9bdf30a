package io.ratiskv.jepsen.workload;

import io.ratiskv.client.Committed;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Op;
import io.ratiskv.client.Put;
import io.ratiskv.client.Range;
import io.ratiskv.client.Transaction;
import io.ratiskv.client.Txn;
import io.ratiskv.client.TxnResult;
import io.ratiskv.jepsen.checker.Isolation;
import io.ratiskv.jepsen.checker.TransactionCycles;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Mop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Transactions that read and set several registers: half as one command of the store, half optimistic. Which value came after
 * which is known from the revisions that answers name; if those are wrong, the transactions contradict each other.
 */
final class WriteReadWorkload extends RecordedWorkload<List<Mop>, List<Mop>> {
    private static final int KEYS = 3;

    private final KeyPool keys;
    private final AtomicLong nextValue = new AtomicLong();
    private final Map<String, ConcurrentSkipListMap<Long, Long>> valuesByRevision = new ConcurrentHashMap<>();

    WriteReadWorkload(String name, WorkloadSetup setup) {
        super(name, setup);
        keys = new KeyPool(setup.prefix(), KEYS, KeyPool.CALLS_PER_KEY_MAX);
    }

    @Override
    void step(Session session) {
        // Each key once, as the store wants it of writes; what one transaction does to a key twice is for `append`.
        Map<String, Mop> byKey = new TreeMap<>();
        for (int i = 1 + session.random().nextInt(KEYS); i > 0; i--) {
            String key = keys.pick(session.random());
            byKey.put(
                    key,
                    session.random().nextBoolean()
                            ? new Mop.Write(key, nextValue.incrementAndGet())
                            : new Mop.Read(key, null));
        }
        List<Mop> steps = List.copyOf(byKey.values());
        Ended<List<Mop>> ended = session.random().nextBoolean()
                ? session.call("txn", steps, () -> command(session.client(), steps))
                : session.call("transact", steps, () -> optimistic(session.client(), steps));
        if (ended.unknown()) {
            steps.forEach(step -> keys.unknown(step.key()));
        }
    }

    private List<Mop> command(KvClient client, List<Mop> steps) {
        Op[] operations = steps.stream()
                .map(step -> step instanceof Mop.Write write
                        ? Put.of(write.key(), Long.toString(write.value()))
                        : Range.key(step.key()))
                .toArray(Op[]::new);
        TxnResult result = client.txn(Txn.of(operations));
        List<Mop> done = new ArrayList<>();
        for (int i = 0; i < operations.length; i++) {
            Mop step = steps.get(i);
            done.add(step instanceof Mop.Write ? step : read(step.key(), result.get(i)));
        }
        written(steps, result.revision());
        return done;
    }

    private List<Mop> optimistic(KvClient client, List<Mop> steps) {
        Committed<List<Mop>> committed = client.transactReporting(
                tx -> steps.stream().map(step -> take(tx, step)).toList());
        written(steps, committed.revision());
        return committed.value();
    }

    private Mop take(Transaction tx, Mop step) {
        if (step instanceof Mop.Write write) {
            tx.put(write.key(), Long.toString(write.value()));
            return write;
        }
        return read(step.key(), tx.get(step.key()));
    }

    private Mop.Read read(String key, Optional<KeyValue> found) {
        Long value = found.map(kv -> Long.valueOf(kv.valueText())).orElse(null);
        if (value != null) {
            told(key, found.get().modRevision(), value);
        }
        return new Mop.Read(key, value);
    }

    private void written(List<Mop> steps, long revision) {
        for (Mop step : steps) {
            if (step instanceof Mop.Write write) {
                told(write.key(), revision, write.value());
            }
        }
    }

    private void told(String key, long revision, long value) {
        valuesByRevision
                .computeIfAbsent(key, k -> new ConcurrentSkipListMap<>())
                .putIfAbsent(revision, value);
    }

    @Override
    void readFinally(Session session) {
        for (String key : keys.all()) {
            List<Mop> steps = List.of(new Mop.Read(key, null));
            session.call("txn", steps, () -> command(session.client(), steps));
        }
    }

    @Override
    List<Verdict> judge(List<Call<List<Mop>, List<Mop>>> calls) {
        Map<String, List<Long>> versions = new TreeMap<>();
        valuesByRevision.forEach((key, values) ->
                versions.put(key, values.values().stream().distinct().toList()));
        return List.of(TransactionCycles.check(calls, Isolation.STRICT_SERIALIZABLE, versions));
    }
}
