package io.ratiskv.server.apply;

import io.ratiskv.protocol.Fence;
import io.ratiskv.protocol.ProtectRequest;
import io.ratiskv.protocol.ProtectResponse;
import io.ratiskv.server.lease.FenceTable;
import io.ratiskv.server.lease.FenceToken;
import io.ratiskv.server.lease.ProtectedRange;
import io.ratiskv.server.mvcc.KeyChange;
import java.util.List;

/** Where fences and keys meet. What ranges have seen is added to the hash, because no answer says it. */
final class FenceCommands {
    private final FenceTable fences;

    FenceCommands(FenceTable fences) {
        this.fences = fences;
    }

    ProtectResponse protect(ProtectRequest request) {
        byte[] key = request.getKey().toByteArray();
        byte[] rangeEnd = request.getRangeEnd().toByteArray();
        boolean changed = request.getRemove() ? fences.lift(key, rangeEnd) : fences.protect(key, rangeEnd);
        return ProtectResponse.newBuilder().setChanged(changed).build();
    }

    /** That the running command may do what it does. Returns what to {@link #advance} if it stands. */
    List<ProtectedRange> judge(List<Fence> shown, List<KeyChange> changes) {
        return fences.judge(
                shown.stream()
                        .map(fence -> new FenceToken(fence.getKey().toByteArray(), fence.getToken()))
                        .toList(),
                changes.stream().map(KeyChange::key).toList());
    }

    void advance(List<ProtectedRange> seen, RollingHash hash) {
        fences.advance(seen);
        seen.forEach(range -> hash.add(range.newestToken()));
    }

    boolean isEmpty() {
        return fences.isEmpty();
    }
}
