package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Mop;
import java.util.List;
import java.util.Map;

/** Whether transactions over lists and registers can have happened one after the other. */
public final class TransactionCycles {
    private TransactionCycles() {}

    /** Lists are ordered by what reads found, registers by what transactions read before they wrote. */
    public static Verdict check(List<Call<List<Mop>, List<Mop>>> calls, Isolation promise) {
        return check(calls, promise, Map.of());
    }

    /**
     * As {@link #check(List, Isolation)}, with more known of registers.
     *
     * @param versions by key: values in the order of the store's revisions; need not be complete
     */
    public static Verdict check(
            List<Call<List<Mop>, List<Mop>>> calls, Isolation promise, Map<String, List<Long>> versions) {
        String name = promise.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        return Verdict.unknown(name, calls.size(), "nobody looked: " + versions.size() + " orders given");
    }
}
