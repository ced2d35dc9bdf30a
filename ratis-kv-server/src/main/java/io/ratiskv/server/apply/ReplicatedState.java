package io.ratiskv.server.apply;

import io.ratiskv.protocol.ResolveRequest;
import io.ratiskv.protocol.ResolveResponse;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.mvcc.ReadView;
import java.nio.file.Path;
import java.util.List;

/**
 * The replicated state of one member: keys with their history, sessions with their answers, and how far the log is
 * applied. All in one store, changed by one batch per Raft entry.
 *
 * <p>Thread: {@link #apply} and {@link #applyNothing} from one thread, the only writer; everything else from any.
 * {@link io.ratiskv.server.storage.StoreException} from any method is a local fault: stop the process.
 * {@link io.ratiskv.server.storage.StoreClosedException}: closed, or being closed.
 */
@SuppressWarnings("DoNotCallSuggester") // signatures ahead of their bodies
public final class ReplicatedState implements AutoCloseable {
    private ReplicatedState() {}

    /**
     * Opens the live store as it is, or makes an empty one.
     *
     * @throws io.ratiskv.server.storage.StoreException if it cannot be read, is flagged corrupt, or has an unknown format
     */
    public static ReplicatedState open(Path directory, StateLimits limits) {
        throw new UnsupportedOperationException();
    }

    /**
     * Applies one entry: its changes, the answers kept for retries and the position are written together.
     *
     * @return per command one serialized {@code Response} without request id. Do not change the arrays: they are also
     *     what is kept for retries
     * @throws UnknownFormatException if another build wrote the entry
     * @throws IllegalArgumentException if the index is not after the applied one, see {@link #isApplied}
     */
    public List<byte[]> apply(long term, long index, CommandBatch batch) {
        throw new UnsupportedOperationException();
    }

    /** An entry without commands: only the position moves. */
    public void applyNothing(long term, long index) {
        throw new UnsupportedOperationException();
    }

    /** Whether the entry is already in the state: after a restart the log is replayed from an older snapshot. */
    public boolean isApplied(long index) {
        return index <= applied().index();
    }

    public AppliedPosition applied() {
        throw new UnsupportedOperationException();
    }

    /** Milliseconds since the cluster began, as stamped by leaders. Never goes down. */
    public long logTimeMillis() {
        throw new UnsupportedOperationException();
    }

    public long revision() {
        throw new UnsupportedOperationException();
    }

    /** Oldest revision that may be read; 0 if nothing was compacted. */
    public long compactRevision() {
        throw new UnsupportedOperationException();
    }

    /** Rolling hash over the effects of every command so far: equal on every member that has applied the same entries. */
    public long stateHash() {
        throw new UnsupportedOperationException();
    }

    /** Position, revision and hash of one moment. */
    public StateSummary summary() {
        throw new UnsupportedOperationException();
    }

    public StateFigures figures() {
        throw new UnsupportedOperationException();
    }

    /**
     * The state at a revision; 0 = newest.
     *
     * @throws io.ratiskv.server.mvcc.CompactedException if it is compacted
     * @throws io.ratiskv.server.mvcc.FutureRevisionException if it is not there yet
     */
    public ReadView readAt(long revision) {
        throw new UnsupportedOperationException();
    }

    /** What became of a write. Waits while an entry is being applied. */
    public ResolveResponse resolve(ResolveRequest request) {
        throw new UnsupportedOperationException();
    }

    /** Revision to compact to so that the newest {@code revisions} stay readable; 0 if there is nothing to compact. */
    public long compactionKeepingRevisions(long revisions) {
        throw new UnsupportedOperationException();
    }

    /**
     * Revision to compact to so that every state of the last {@code millis} of log time stays readable; 0 if there is
     * nothing to compact. Errs on the side of keeping more.
     */
    public long compactionKeepingMillis(long millis) {
        throw new UnsupportedOperationException();
    }

    /**
     * Frees what compaction has made unreachable, a slice at a time. Holds up applying while it runs.
     *
     * @param changesMax most changes to look at
     * @return whether there is more to do
     */
    public boolean scrub(int changesMax) {
        throw new UnsupportedOperationException();
    }

    /** Writes everything applied so far to disk. Applying goes on meanwhile. */
    public void flush() {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes a copy of the store, sharing files where the file system can. Holds up applying; short if {@link #flush}
     * has just been called.
     *
     * @param target must not exist; its parent must
     * @return what the copy holds
     */
    public AppliedPosition checkpoint(Path target) {
        throw new UnsupportedOperationException();
    }

    /**
     * Refuses new readers, waits a bounded time for the operations under way and closes the store. Views and cursors
     * that are still open answer {@code StoreClosedException} from then on.
     */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
