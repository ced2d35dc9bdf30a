package io.ratiskv.server.raft;

import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.propose.ReplicatedLog;
import io.ratiskv.server.read.ReadIndexSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.server.impl.RatisReadIndex;

/** Mechanisms that do not hold what they promise, to be put in the place of ours. */
public final class WeakParts {
    private WeakParts() {}

    /** Ratis' own read index: skips the question whenever nothing was committed since the last confirmed read. */
    public static ReadIndexSource ratisReadIndex(RatisMember member) {
        return () -> member.leadership().status().isLeader()
                ? RatisReadIndex.of(member.division())
                : CompletableFuture.failedFuture(new NotAppendedException(
                        NotAppendedException.Reason.NOT_LEADER, "only the leader knows an index"));
    }

    /** Reads what is applied here, whoever leads. */
    public static ReadIndexSource noBarrier(RatisMember member) {
        return () -> CompletableFuture.completedFuture(0L);
    }

    /** Forgets who wrote: a write sent twice is applied twice. */
    public static ReplicatedLog withoutSessions(ReplicatedLog log) {
        return new ReplicatedLog() {
            @Override
            public CompletableFuture<List<byte[]>> propose(CommandBatch batch) {
                CommandBatch.Builder anonymous = batch.toBuilder().clearCommands();
                for (Command command : batch.getCommandsList()) {
                    anonymous.addCommands(command.toBuilder().clearWriteId());
                }
                return log.propose(anonymous.build());
            }

            @Override
            public LogStatus status() {
                return log.status();
            }
        };
    }
}
