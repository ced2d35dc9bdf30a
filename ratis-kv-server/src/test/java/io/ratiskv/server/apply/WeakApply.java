package io.ratiskv.server.apply;

import io.ratiskv.protocol.Compare;
import io.ratiskv.server.lease.WeakLeases;
import io.ratiskv.server.mvcc.KeyVersion;
import io.ratiskv.server.mvcc.ReadView;
import io.ratiskv.server.mvcc.WeakStore;
import java.util.List;

/** What applying does, done at the wrong place or to the wrong extent. */
public final class WeakApply {
    private WeakApply() {}

    /** Whether compares of single keys hold in the state as this member has it now, entries under way not counted. */
    public static boolean holdsNow(ReplicatedState state, List<Compare> compares) {
        try (ReadView view = state.readAt(0)) {
            return compares.stream().allMatch(compare -> {
                KeyVersion kv = view.get(compare.getKey().toByteArray());
                return kv == null ? Comparison.holdsForAbsent(compare) : Comparison.holds(compare, kv);
            });
        }
    }

    /** Leases that were granted or kept alive by an entry of this time end at half their time. Thread: apply. */
    public static void shortenLeases(ReplicatedState state, long nowMillis) {
        WeakLeases.shorten(state.tables().leases(), Math.max(nowMillis, state.logTimeMillis()));
        state.publishLeaseDeadline();
    }

    /** Leases that the next entry ends leave a key behind. Thread: apply. */
    public static void leaveLeaseKeys(ReplicatedState state, long nowMillis) {
        WeakLeases.keepOneKey(state.tables().leases(), Math.max(nowMillis, state.logTimeMillis()));
    }

    /** What protected ranges have seen is gone. Thread: apply. */
    public static void forgetTokens(ReplicatedState state) {
        WeakLeases.forgetTokens(state.tables().fences());
    }

    /** Compaction that frees one change too many. Thread: apply. */
    public static void scrubOneTooFar(ReplicatedState state) {
        WeakStore.scrubOneTooFar(state.store(), state.compactRevision());
    }
}
