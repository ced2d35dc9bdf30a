package io.ratiskv.server.raft;

import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.apply.UnknownFormatException;
import io.ratiskv.server.command.CommandBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge from Ratis to the replicated state: every committed entry comes through {@link #applyTransaction}, in log
 * order, on one thread. It decides nothing; {@link ReplicatedState} does.
 *
 * <p>Ratis replays from the newest snapshot, not from what the store holds. The live store is opened as it is, and
 * entries that it already contains are skipped.
 *
 * <p>Nothing here may throw: Ratis would close the division on this and every other member (a poison entry). A local
 * fault ends the process instead.
 */
final class KvStateMachine extends BaseStateMachine {
    private static final Logger LOG = LoggerFactory.getLogger(KvStateMachine.class);
    private static final CompletableFuture<Message> DONE = CompletableFuture.completedFuture(Message.EMPTY);

    private final SnapshotArchive archive;
    private final StateLoader loader;
    private final LiveState live;
    private final AppliedListener appliedListener;
    private final RaftParts parts;
    private final FatalFaultHandler faults;
    private final RaftObserver observer;
    private final LogTail logTail;
    private final Map<Long, PendingBatch> pendingByCallId = new ConcurrentHashMap<>();
    private final AtomicLong logBytesSinceSnapshot = new AtomicLong();
    private volatile boolean removed;

    KvStateMachine(
            SnapshotArchive archive,
            StateLoader loader,
            LiveState live,
            AppliedListener appliedListener,
            RaftParts parts,
            FatalFaultHandler faults,
            RaftObserver observer,
            LogTail logTail) {
        this.logTail = logTail;
        this.observer = observer;
        this.archive = archive;
        this.loader = loader;
        this.live = live;
        this.appliedListener = appliedListener;
        this.parts = parts;
        this.faults = faults;
    }

    // ---- life cycle -------------------------------------------------------------------------------------------

    @Override
    public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage storage) throws IOException {
        super.initialize(server, groupId, storage);
        archive.init(storage);
        Path log = storage.getStorageDir().getCurrentDir().toPath();
        getLifeCycle()
                .startAndTransition(
                        () -> {
                            SnapshotArchive.Stored snapshot = archive.loadLatest();
                            LogStart.check(
                                    log,
                                    snapshot == null ? 0 : snapshot.position().getIndex() + 1);
                            load(snapshot);
                        },
                        IOException.class);
    }

    /** Called before Ratis replaces the snapshot directory: from here on nobody may read. */
    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        try {
            live.closeCurrent();
        } catch (RuntimeException e) {
            faults.halt("The store could not be closed to install a snapshot. Start this member again.", e);
        }
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    /** Called after an installed snapshot is in place. */
    @Override
    public void reinitialize() throws IOException {
        try {
            SnapshotArchive.Stored installed = archive.loadLatest();
            if (installed == null) {
                throw new IOException("the snapshot just received is damaged or missing");
            }
            loader.discardLiveStore();
            load(installed);
        } catch (DataDirectoryException notOurs) {
            faults.halt(String.valueOf(notOurs.getMessage()), null);
            throw notOurs;
        } catch (IOException | RuntimeException e) {
            faults.halt(
                    "Could not install the snapshot that the leader sent. Start this member again: it will be sent anew.",
                    e);
            throw e;
        }
        getLifeCycle().transition(LifeCycle.State.STARTING);
        getLifeCycle().transition(LifeCycle.State.RUNNING);
    }

    private void load(SnapshotArchive.@Nullable Stored snapshot) throws IOException {
        ReplicatedState state = loader.open(snapshot);
        TermIndex start = snapshot == null ? TermIndex.INITIAL_VALUE : snapshot.position();
        setLastAppliedTermIndex(start);
        logTail.beginsAt(start.getIndex());
        logBytesSinceSnapshot.set(0);
        live.set(state);
        observer.loaded(start.getIndex());
        appliedListener.opened(state);
        appliedListener.applied(start.getIndex(), state.revision());
        LOG.info(
                "Serving a store that holds index {}; replaying the log from {}.",
                state.applied().index(),
                start.getIndex() + 1);
    }

    @Override
    public void close() {
        live.closeCurrent();
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return archive;
    }

    // ---- the way in: leader only ------------------------------------------------------------------------------

    /** Announces a batch about to be submitted under this call id. */
    void announce(long callId, PendingBatch batch) {
        pendingByCallId.put(callId, batch);
    }

    /** This member's log is on disk up to this entry. Tells whether one that was proposed here is not. */
    boolean durableUpTo(long index) {
        boolean all = true;
        long now = System.nanoTime();
        for (PendingBatch pending : pendingByCallId.values()) {
            all &= pending.durableUpTo(index, now);
        }
        return !all;
    }

    void forget(long callId) {
        pendingByCallId.remove(callId);
    }

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) {
        return TransactionContext.newBuilder()
                .setStateMachine(this)
                .setClientRequest(request)
                .setStateMachineContext(pendingByCallId.get(request.getCallId()))
                .build();
    }

    @Override
    public TransactionContext preAppendTransaction(TransactionContext transaction) {
        if (transaction.getStateMachineContext() instanceof PendingBatch pending) {
            pending.markAppended();
        }
        return transaction;
    }

    // ---- the way through: every member, in log order, one thread ----------------------------------------------

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        try {
            PendingBatch pending = transaction.getStateMachineContext() instanceof PendingBatch p ? p : null;
            List<byte[]> results = applyEntry(entry, pending);
            advance(live.get(), entry.getTerm(), entry.getIndex());
            if (pending != null && results != null) {
                pending.results().complete(results);
            }
        } catch (UnknownFormatException e) {
            faults.halt(e.sentence(), null);
        } catch (IOException | RuntimeException | Error e) {
            faults.halt(
                    "Could not apply log entry " + entry.getIndex()
                            + ". If the disk is full or failing, mend it and start this"
                            + " member again; if it happens again at the same entry, wipe its data directory: it will be filled anew.",
                    e);
        }
        return DONE;
    }

    private @Nullable List<byte[]> applyEntry(LogEntryProto entry, @Nullable PendingBatch pending) throws IOException {
        ReplicatedState state = live.get();
        var data = entry.getStateMachineLogEntry().getLogData();
        logBytesSinceSnapshot.addAndGet(data.size());
        if (entry.getIndex() <= state.applied().index()) {
            return null;
        }
        long begun = System.nanoTime();
        CommandBatch batch = pending != null ? pending.batch() : CommandBatch.parseFrom(data.asReadOnlyByteBuffer());
        List<byte[]> results = parts.apply(state, entry.getTerm(), entry.getIndex(), batch);
        long ended = System.nanoTime();
        if (pending != null) {
            pending.stages().committed(begun);
            pending.stages().applied(ended);
        }
        observer.applied(entry.getIndex(), batch.getCommandsCount(), ended - begun);
        return results;
    }

    /** Configuration entries and the like: nothing to apply, but the index is passed. */
    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        try {
            ReplicatedState state = live.get();
            if (index > state.applied().index()) {
                state.applyNothing(term, index);
            }
            advance(state, term, index);
        } catch (RuntimeException e) {
            faults.halt(
                    "Could not record log entry " + index + " as applied. Mend the disk and start this member again.",
                    e);
        }
    }

    private void advance(ReplicatedState state, long term, long index) {
        updateLastAppliedTermIndex(term, index);
        appliedListener.applied(index, state.revision());
    }

    // ---- snapshots --------------------------------------------------------------------------------------------

    /**
     * Ratis asks for a snapshot: the one already on disk counts from now on, so this takes no time. The answer is up to where
     * Ratis drops its log, which may be less than the snapshot holds.
     */
    @Override
    public long takeSnapshot() {
        long appliedIndex = getLastAppliedTermIndex().getIndex();
        SnapshotArchive.Stored published = archive.publishStaged(appliedIndex);
        if (published == null) {
            return RaftLog.INVALID_LOG_INDEX;
        }
        return logTail.droppable(published.position().getIndex(), appliedIndex);
    }

    /** Bytes of log applied since the counter was last taken. */
    long logBytesSinceSnapshot() {
        return logBytesSinceSnapshot.get();
    }

    void forgetLogBytes(long bytes) {
        logBytesSinceSnapshot.addAndGet(-bytes);
    }

    /** Whether Ratis gave this member's part in the group up because it is not in it. */
    boolean removed() {
        return removed;
    }

    // ---- who leads --------------------------------------------------------------------------------------------

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId self, @Nullable RaftPeerId leader) {
        if (leader != null) {
            observer.leaderChanged(leader.toString());
        }
    }

    // ---- faults -----------------------------------------------------------------------------------------------

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
        faults.halt(
                "The Raft log cannot be written"
                        + (entry == null ? "" : " at entry " + entry.getIndex())
                        + ". Free or mend the disk, then start this member again.",
                cause);
    }

    @Override
    public void notifyServerShutdown(RoleInfoProto role, boolean allServer) {
        // Without the server it happens for one reason only: the others, or the log, say that this member is none any
        // more.
        removed = !allServer;
        LOG.info("Ratis is shutting this member's group down.");
    }
}
