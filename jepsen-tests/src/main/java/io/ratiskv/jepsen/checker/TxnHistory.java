package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.Mop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Transactions by number, and who wrote what. Those that went through count, and those of unknown outcome of which something
 * was found.
 */
final class TxnHistory {
    private final List<Call<List<Mop>, List<Mop>>> calls;
    private final Map<String, Map<Long, Write>> writes = new HashMap<>();
    private final boolean[] committed;

    /**
     * One value written.
     *
     * @param txn number of the writer
     * @param last whether it is what the writer left of the key
     */
    record Write(int txn, boolean last) {}

    TxnHistory(List<Call<List<Mop>, List<Mop>>> calls, Map<String, List<Long>> versions) {
        this.calls = calls;
        this.committed = new boolean[calls.size()];
        for (int txn = 0; txn < calls.size(); txn++) {
            collectWrites(txn);
            committed[txn] = calls.get(txn).ok();
        }
        for (Call<List<Mop>, List<Mop>> call : calls) {
            if (call.ok()) {
                for (Mop mop : Answers.of(call)) {
                    found(mop).forEach(value -> seen(mop.key(), value));
                }
            }
        }
        versions.forEach((key, values) -> values.forEach(value -> seen(key, value)));
    }

    private void collectWrites(int txn) {
        Set<String> later = new HashSet<>();
        List<Mop> mops = mops(txn);
        for (int i = mops.size() - 1; i >= 0; i--) {
            Mop mop = mops.get(i);
            Long value = written(mop);
            if (value != null) {
                Write write = new Write(txn, later.add(mop.key()));
                Write other =
                        writes.computeIfAbsent(mop.key(), k -> new HashMap<>()).put(value, write);
                if (other != null) {
                    throw new IllegalArgumentException("value written twice: " + value + " to " + mop.key() + " in "
                            + calls.get(other.txn()).describe() + " and "
                            + calls.get(txn).describe());
                }
            }
        }
    }

    private void seen(String key, long value) {
        Write write = write(key, value);
        if (write != null && calls.get(write.txn()).completion() == Completion.INFO) {
            committed[write.txn()] = true;
        }
    }

    static List<Long> found(Mop mop) {
        if (mop instanceof Mop.ReadList read) {
            return Objects.requireNonNullElse(read.values(), List.of());
        }
        return mop instanceof Mop.Read read && read.value() != null ? List.of(read.value()) : List.of();
    }

    static @Nullable Long written(Mop mop) {
        if (mop instanceof Mop.Append append) {
            return append.value();
        }
        return mop instanceof Mop.Write write ? Long.valueOf(write.value()) : null;
    }

    int size() {
        return calls.size();
    }

    Call<List<Mop>, List<Mop>> call(int txn) {
        return calls.get(txn);
    }

    /** What it answered; what was asked if it did not. */
    List<Mop> mops(int txn) {
        Call<List<Mop>, List<Mop>> call = calls.get(txn);
        return call.ok() ? Answers.of(call) : call.input();
    }

    boolean ok(int txn) {
        return calls.get(txn).ok();
    }

    /** Whether it certainly happened. */
    boolean committed(int txn) {
        return committed[txn];
    }

    boolean failed(int txn) {
        return calls.get(txn).completion() == Completion.FAIL;
    }

    /** Who wrote this; null: nobody. */
    @Nullable
    Write write(String key, long value) {
        return writes.getOrDefault(key, Map.of()).get(value);
    }

    /** The number of the committed writer; -1: there is none. */
    int writer(String key, long value) {
        Write write = write(key, value);
        return write == null || !committed[write.txn()] ? -1 : write.txn();
    }

    /** Values of the key by writer. */
    Map<Long, Write> writesOf(String key) {
        return writes.getOrDefault(key, Map.of());
    }

    Violation violation(Anomaly anomaly, String words, int... txns) {
        List<Call<List<Mop>, List<Mop>>> shown = new ArrayList<>();
        for (int txn : txns) {
            if (!shown.contains(calls.get(txn))) {
                shown.add(calls.get(txn));
            }
        }
        return new Violation(anomaly.label() + ": " + words, shown);
    }
}
