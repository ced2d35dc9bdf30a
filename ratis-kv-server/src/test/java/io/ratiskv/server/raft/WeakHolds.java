package io.ratiskv.server.raft;

import io.ratiskv.protocol.Fence;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.apply.WeakApply;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import java.nio.file.Path;
import java.util.List;

/** Ways from the log to the state in which leases and fences do not hold what they promise. */
public final class WeakHolds {
    private WeakHolds() {}

    /** A lease ends when half of its time to live has passed. */
    public static RaftParts leasesEndEarly() {
        return new RaftParts() {
            @Override
            public List<byte[]> apply(ReplicatedState state, long term, long index, CommandBatch batch) {
                List<byte[]> answers = state.apply(term, index, batch);
                WeakApply.shortenLeases(state, batch.getLogTimeMs());
                return answers;
            }
        };
    }

    /** When a lease expires, one of its keys stays. */
    public static RaftParts leaseKeysLeft() {
        return new RaftParts() {
            @Override
            public List<byte[]> apply(ReplicatedState state, long term, long index, CommandBatch batch) {
                WeakApply.leaveLeaseKeys(state, batch.getLogTimeMs());
                return state.apply(term, index, batch);
            }
        };
    }

    /** After a restart, or a snapshot, protected ranges have seen nothing. */
    public static RaftParts fencesForgotten() {
        return new RaftParts() {
            private boolean past;

            @Override
            public List<byte[]> apply(ReplicatedState state, long term, long index, CommandBatch batch) {
                if (!past) {
                    WeakApply.forgetTokens(state);
                }
                past = true;
                return state.apply(term, index, batch);
            }

            @Override
            public void restored(Path store) {
                past = false;
            }
        };
    }

    /** Every write passes every fence. */
    public static RaftParts fencesUnchecked() {
        return new RaftParts() {
            private final Fence any =
                    Fence.newBuilder().setToken(Long.MAX_VALUE).build();

            @Override
            public List<byte[]> apply(ReplicatedState state, long term, long index, CommandBatch batch) {
                CommandBatch.Builder passing = batch.toBuilder();
                for (int i = 0; i < batch.getCommandsCount(); i++) {
                    Command.Builder command = batch.getCommands(i).toBuilder();
                    passing.setCommands(i, command.clearFences().addFences(any));
                }
                return state.apply(term, index, passing.build());
            }
        };
    }
}
