package io.ratiskv.server.simulation;

import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.apply.StateLimits;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.mvcc.KeyVersion;
import io.ratiskv.server.mvcc.ReadView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The real state, over the real store. */
final class StoreReplica implements Replica {
    private final ReplicatedState state;

    StoreReplica(Path directory) {
        state = ReplicatedState.open(directory, StateLimits.defaults());
    }

    @Override
    public List<byte[]> apply(long term, long index, CommandBatch batch) {
        return state.apply(term, index, batch);
    }

    @Override
    public void applyNothing(long term, long index) {
        state.applyNothing(term, index);
    }

    @Override
    public long revision() {
        return state.revision();
    }

    @Override
    public long logTimeMs() {
        return state.logTimeMillis();
    }

    @Override
    public long hash() {
        return state.stateHash();
    }

    @Override
    public long version(String key) {
        try (ReadView view = state.readAt(0)) {
            KeyVersion found = view.get(key.getBytes(StandardCharsets.UTF_8));
            return found == null ? 0 : found.version();
        }
    }

    @Override
    public long nextLeaseDeadlineMs() {
        return state.nextLeaseDeadlineMillis();
    }

    boolean hasLease(long id) {
        return state.timeToLive(LeaseTimeToLiveRequest.newBuilder().setId(id).build(), 0)
                .isPresent();
    }

    @Override
    public void close() {
        state.close();
    }
}
