package io.ratiskv.server.propose;

import io.ratiskv.server.command.CommandBatch;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The Raft log as the rooms above it see it: append a batch, and know who leads. The real one is {@code raft.RatisLog};
 * tests use {@code SimulatedLog}.
 *
 * <p>Thread: every method may be called from any thread and none blocks for I/O, but {@link #propose} may wait briefly
 * for the log's own queue and so belongs on the {@code propose} thread.
 */
public interface ReplicatedLog {
    /**
     * Appends one batch as one Raft entry.
     *
     * @return completes when the entry is committed and applied on this member, on the apply thread, with one encoded
     *     {@code Response} (without request id) per command, in order. Completes exceptionally with
     *     {@link NotAppendedException} if the entry certainly never entered the log, or {@link OutcomeUnknownException}
     *     if it may have. Never throws.
     */
    CompletableFuture<List<byte[]>> propose(CommandBatch batch);

    /** As {@link #propose(CommandBatch)}; also notes the steps on the way, as far as the log knows them. */
    default CompletableFuture<List<byte[]>> propose(CommandBatch batch, EntryStages stages) {
        return propose(batch);
    }

    /** Who leads, and how far this member is, as known here and now. */
    LogStatus status();
}
