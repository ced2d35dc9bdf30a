package io.ratiskv.server.raft;

import io.ratiskv.protocol.PutResponse;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import java.util.Collections;
import java.util.List;

/**
 * A state that holds nothing: what network, batcher and raw Ratis carry, and so the limit that the product is measured
 * against. An entry of puts alone is answered when it is committed, and only the position moves; sessions and everything
 * else work as ever.
 */
public final class EmptyState {
    private EmptyState() {}

    /** Every put is answered with the index of its entry for a revision. */
    public static RaftParts answeringPuts() {
        return new RaftParts() {
            @Override
            public List<byte[]> apply(ReplicatedState state, long term, long index, CommandBatch batch) {
                if (batch.getCommandsCount() == 0
                        || !batch.getCommandsList().stream().allMatch(Command::hasPut)) {
                    return state.apply(term, index, batch);
                }
                state.applyNothing(term, index);
                byte[] answer = Response.newBuilder()
                        .setPut(PutResponse.newBuilder().setRevision(index))
                        .build()
                        .toByteArray();
                return Collections.nCopies(batch.getCommandsCount(), answer);
            }
        };
    }
}
