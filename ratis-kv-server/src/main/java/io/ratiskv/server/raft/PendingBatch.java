package io.ratiskv.server.raft;

import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.propose.EntryStages;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A batch that this member has proposed, until its results are known. It travels with the entry through Ratis, so that
 * the leader neither parses the entry again nor serializes the results.
 */
final class PendingBatch {
    private final CommandBatch batch;
    private final CompletableFuture<List<byte[]>> results = new CompletableFuture<>();
    private final EntryStages stages;
    private volatile long indexMax = -1;
    private volatile boolean appended;

    PendingBatch(CommandBatch batch, EntryStages stages) {
        this.batch = batch;
        this.stages = stages;
    }

    EntryStages stages() {
        return stages;
    }

    CommandBatch batch() {
        return batch;
    }

    CompletableFuture<List<byte[]>> results() {
        return results;
    }

    /** It is in the log, at this index or before. */
    void appendedUpTo(long index) {
        indexMax = index;
    }

    /** This member's log is on disk up to this entry. Tells whether this one is. */
    boolean durableUpTo(long index, long nowNanos) {
        if (indexMax >= 0 && indexMax <= index && stages.durableNanos() == 0) {
            stages.durable(nowNanos);
        }
        return stages.durableNanos() != 0;
    }

    /** From here on a failure means "unknown": the entry may commit under another leader. */
    void markAppended() {
        appended = true;
    }

    boolean appended() {
        return appended;
    }
}
