package io.ratiskv.server.apply;

import io.ratiskv.protocol.LeaseListRequest;
import io.ratiskv.protocol.LeaseListResponse;
import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.protocol.LeaseTimeToLiveResponse;
import io.ratiskv.protocol.ProtectedRangesResponse;
import io.ratiskv.protocol.ResolveRequest;
import io.ratiskv.protocol.ResolveResponse;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.lease.LeaseTable;
import io.ratiskv.server.mvcc.ChangeReader;
import io.ratiskv.server.mvcc.MvccStore;
import io.ratiskv.server.mvcc.ReadView;
import io.ratiskv.server.mvcc.WriteTxn;
import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreBatch;
import io.ratiskv.server.storage.StoreFigures;
import io.ratiskv.server.storage.StoreFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The replicated state of one member: keys with their history, sessions with their answers, leases and fences, and how
 * far the log is applied. All in one store, changed by one batch per Raft entry.
 *
 * <p>Thread: {@link #apply} and {@link #applyNothing} from one thread, the only writer; everything else from any.
 * {@link io.ratiskv.server.storage.StoreException} from any method is a local fault: stop the process.
 * {@link io.ratiskv.server.storage.StoreClosedException}: closed, or being closed.
 */
public final class ReplicatedState implements AutoCloseable {
    private final RocksStore store;
    private final MvccStore mvcc;
    private final Tables tables;
    private final CommandApplier applier;
    private final LeaseAnswers leaseAnswers;
    private final StateSpace space;
    private final Retention retention;
    private final StateLimits limits;
    private final ReentrantLock writer = new ReentrantLock();
    private volatile StateSummary summary;
    private volatile EntryListener listener = EntryListener.NONE;
    private volatile long nextLeaseDeadlineMillis;
    private volatile int format;
    // After the entry that was applied last; without the store's bytes, which change by themselves.
    private volatile StateFigures figures;
    private Applied applied;

    private ReplicatedState(RocksStore store, StateLimits limits) {
        this.store = store;
        this.limits = limits;
        byte[] row = store.get(Family.META, Applied.ROW);
        this.applied = row == null ? Applied.NOTHING : Applied.decode(row);
        this.format = StoreFormat.of(store);
        this.mvcc = MvccStore.load(store, limits.sortBytesMax(), limits.newestBytesMax());
        this.space = new StateSpace(store.space(), mvcc);
        this.retention = new Retention(mvcc, writer, this::summary);
        this.tables = Tables.load(store, applied.sessionsOpened());
        this.applier = new CommandApplier(tables);
        this.leaseAnswers = new LeaseAnswers(tables);
        this.summary = summarize();
        this.nextLeaseDeadlineMillis = tables.leases().nextDeadlineMillis();
        this.figures = count();
    }

    /**
     * Opens the live store as it is, or makes an empty one.
     *
     * @throws io.ratiskv.server.storage.StoreException if it cannot be read, is flagged corrupt, or has an unknown format
     */
    public static ReplicatedState open(Path directory, StateLimits limits) {
        RocksStore store =
                RocksStore.open(directory, limits.store(), limits.formats().newest());
        try {
            return new ReplicatedState(store, limits);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /**
     * Applies one entry: its changes, the answers kept for retries and the position are written together.
     *
     * <p>An entry whose changes are very large is written in steps, each holding whole commands and how many they are; if
     * the process dies in between, the entry goes on where it stopped when it is applied again.
     *
     * @return per command one serialized {@code Response} without request id. Do not change the arrays: they are also
     *     what is kept for retries
     * @throws UnknownFormatException if another build wrote the entry
     * @throws IllegalArgumentException if the index is not after the applied one, see {@link #isApplied}
     */
    public List<byte[]> apply(long term, long index, CommandBatch batch) {
        if (!limits.formats().reads(batch.getFormat())) {
            throw new UnknownFormatException(index, batch.getFormat(), limits.formats());
        }
        writer.lock();
        try {
            requireNext(index);
            RollingHash hash = new RollingHash(applied.hash());
            long now = Math.max(applied.logTimeMillis(), batch.getLogTimeMs());
            int done = applied.commandsBeyond();
            EntryEvents events = new EntryEvents(hash);
            List<byte[]> answers = LostAnswers.of(done);
            WriteTxn txn = mvcc.begin();
            raiseFormat(txn.batch(), batch.getFormat());
            if (done == 0) {
                // Nothing is written before the first command is, too: how far the entry is counts in commands.
                applier.expire(txn, events, now);
            }
            for (int i = done; i < batch.getCommandsCount(); i++) {
                hash.add(now);
                answers.add(applier.apply(batch.getCommands(i), txn, events, now));
                if (txn.sizeBytes() > limits.batchBytesMax() && i + 1 < batch.getCommandsCount()) {
                    write(
                            txn,
                            events,
                            new Applied(
                                    applied.term(),
                                    applied.index(),
                                    i + 1,
                                    now,
                                    hash.value(),
                                    tables.sessions().opened()));
                    txn = mvcc.begin();
                }
            }
            mvcc.times().sample(txn.batch(), now, txn.revision(), txn.compactRevision());
            write(
                    txn,
                    events,
                    new Applied(
                            term, index, 0, now, hash.value(), tables.sessions().opened()));
            return answers;
        } finally {
            writer.unlock();
        }
    }

    /** In the batch of what needs it: an older build must not find rows that it does not know and take them for its own. */
    private void raiseFormat(StoreBatch batch, int entryFormat) {
        if (entryFormat > format) {
            StoreFormat.put(batch, entryFormat);
            format = entryFormat;
        }
    }

    /** An entry of Raft's own: only the position moves, time does not. */
    public void applyNothing(long term, long index) {
        writer.lock();
        try {
            requireNext(index);
            write(
                    mvcc.begin(),
                    new EntryEvents(new RollingHash(applied.hash())),
                    new Applied(term, index, 0, applied.logTimeMillis(), applied.hash(), applied.sessionsOpened()));
        } finally {
            writer.unlock();
        }
    }

    /** Tells one listener of everything that is written from now on. */
    public void tell(EntryListener newListener) {
        listener = newListener;
    }

    /** Whether the entry is already in the state: after a restart the log is replayed from an older snapshot. */
    public boolean isApplied(long index) {
        return index <= applied().index();
    }

    public AppliedPosition applied() {
        return summary.applied();
    }

    /** Milliseconds since the cluster began, as stamped by leaders. Never goes down. */
    public long logTimeMillis() {
        return summary.logTimeMillis();
    }

    public long revision() {
        return summary.revision();
    }

    /** Newest format of an entry that is in this state; builds that do not read it cannot have it. */
    public int format() {
        return format;
    }

    /**
     * Log time at which the next lease ends; {@link LeaseTable#NEVER} if there is none. From then on each entry ends some,
     * an empty one too. Never waits.
     */
    public long nextLeaseDeadlineMillis() {
        return nextLeaseDeadlineMillis;
    }

    /** Oldest revision that may be read; 0 if nothing was compacted. */
    public long compactRevision() {
        return summary.compactRevision();
    }

    /** Rolling hash over the effects of every command so far: equal on every member that has applied the same entries. */
    public long stateHash() {
        return summary.stateHash();
    }

    /** Position, revision and hash of one moment. */
    public StateSummary summary() {
        return summary;
    }

    /** As they were after the entry that was applied last. Does not wait for one that is being applied. */
    public StateFigures figures() {
        return figures.withStoreBytes(store.diskBytes());
    }

    private StateFigures count() {
        return new StateFigures(
                mvcc.keys(),
                0,
                tables.sessions().size(),
                tables.sessions().retainedBytes(),
                tables.leases().size(),
                applier.rejected(),
                applier.expiredLeases(),
                applier.latenessMillis());
    }

    /** How the store below is. Does not wait for an entry that is being applied. */
    public StoreFigures storeFigures() {
        return store.figures();
    }

    /**
     * The state at a revision; 0 = newest.
     *
     * @throws io.ratiskv.server.mvcc.CompactedException if it is compacted
     * @throws io.ratiskv.server.mvcc.FutureRevisionException if it is not there yet
     */
    public ReadView readAt(long revision) {
        return mvcc.viewAt(revision);
    }

    /** What became of a write; empty if there is no such session. Waits while an entry is being applied. */
    public Optional<ResolveResponse> resolve(ResolveRequest request) {
        writer.lock();
        try {
            return tables.sessions().resolve(request);
        } finally {
            writer.unlock();
        }
    }

    /**
     * How long a lease lives at least; empty if there is none. Waits while an entry is being applied.
     *
     * @param nowMillis what log time is at most; what was applied counts as well
     */
    public Optional<LeaseTimeToLiveResponse> timeToLive(LeaseTimeToLiveRequest request, long nowMillis) {
        writer.lock();
        try {
            return leaseAnswers.timeToLive(request, Math.max(nowMillis, applied.logTimeMillis()));
        } finally {
            writer.unlock();
        }
    }

    /** A page of leases; see {@link #timeToLive}. */
    public LeaseListResponse leases(LeaseListRequest request, long nowMillis) {
        writer.lock();
        try {
            return leaseAnswers.list(request, Math.max(nowMillis, applied.logTimeMillis()));
        } finally {
            writer.unlock();
        }
    }

    /** Waits while an entry is being applied. */
    public ProtectedRangesResponse protectedRanges() {
        writer.lock();
        try {
            return leaseAnswers.protectedRanges();
        } finally {
            writer.unlock();
        }
    }

    /** Which revision may be compacted to. */
    public Retention retention() {
        return retention;
    }

    /**
     * Frees what compaction has made unreachable, a slice at a time. Holds up applying while it runs.
     *
     * @param changesMax most changes to look at
     * @return whether there is more to do
     */
    public boolean scrub(int changesMax) {
        writer.lock();
        try {
            return mvcc.scrub(changesMax);
        } finally {
            writer.unlock();
        }
    }

    /** What the state takes, and how it is made smaller. */
    public StateSpace space() {
        return space;
    }

    /** Writes everything applied so far to disk. Applying goes on meanwhile. */
    public void flush() {
        store.flush();
    }

    /**
     * Writes a copy of the store, sharing files where the file system can. Holds up applying; short if {@link #flush}
     * has just been called.
     *
     * @param target must not exist; its parent must
     * @return what the copy holds
     */
    public StateCopy checkpoint(Path target) {
        writer.lock();
        try {
            store.checkpoint(target);
            return new StateCopy(summary, mvcc.keys());
        } finally {
            writer.unlock();
        }
    }

    /**
     * Refuses new readers, waits a bounded time for the operations under way and closes the store. Views and cursors
     * that are still open answer {@code StoreClosedException} from then on.
     */
    @Override
    public void close() {
        writer.lock();
        try {
            store.close();
        } finally {
            writer.unlock();
        }
    }

    /** What happened, revision by revision, as far as it is kept. */
    public ChangeReader changes() {
        return mvcc.changes();
    }

    /** For tests that damage it. */
    RocksStore store() {
        return store;
    }

    /** For tests that damage them. Thread: the writer. */
    Tables tables() {
        return tables;
    }

    private void write(WriteTxn txn, EntryEvents events, Applied next) {
        StoreBatch batch = txn.finish();
        tables.save(batch);
        batch.put(Family.META, Applied.ROW, next.encode());
        store.write(batch);
        applied = next;
        mvcc.written(txn);
        summary = summarize();
        figures = count();
        publishLeaseDeadline();
        listener.written(summary, events.take());
    }

    /** What was just changed outside of an entry, by tests, counts too. */
    void publishLeaseDeadline() {
        nextLeaseDeadlineMillis = tables.leases().nextDeadlineMillis();
    }

    private StateSummary summarize() {
        return new StateSummary(
                applied.position(), mvcc.revision(), mvcc.compactRevision(), applied.logTimeMillis(), applied.hash());
    }

    private void requireNext(long index) {
        if (index <= applied.index()) {
            throw new IllegalArgumentException("entry " + index + " is already applied; the state is at " + applied);
        }
    }
}
