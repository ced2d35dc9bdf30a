package io.ratiskv.server;

import io.ratiskv.protocol.BackupManifest;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.apply.StateCopy;
import io.ratiskv.server.backup.BackupLimits;
import io.ratiskv.server.backup.BackupService;
import io.ratiskv.server.backup.BackupSource;
import io.ratiskv.server.backup.BackupTime;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.raft.DataDirectory;
import io.ratiskv.server.raft.LiveState;
import io.ratiskv.server.read.ReadService;
import io.ratiskv.server.storage.StoreClosedException;
import io.ratiskv.server.storage.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Copies of this member's live state. */
final class MemberBackups implements BackupSource {
    /** As {@code snapshot.proto} has it: the files are those of a member's snapshot. */
    private static final int FORMAT = 1;

    private final DataDirectory directory;
    private final String clusterId;
    private final LiveState live;
    private final ReadService reads;
    private final Supplier<Optional<Refusal>> noRoom;

    private MemberBackups(
            DataDirectory directory,
            String clusterId,
            LiveState live,
            ReadService reads,
            Supplier<Optional<Refusal>> noRoom) {
        this.directory = directory;
        this.clusterId = clusterId;
        this.live = live;
        this.reads = reads;
        this.noRoom = noRoom;
    }

    static BackupService open(
            DataDirectory directory,
            String clusterId,
            LiveState live,
            ReadService reads,
            Supplier<Optional<Refusal>> noRoom,
            Executor copier,
            Executor pieces,
            BackupLimits limits,
            ScheduledExecutorService timer) {
        return new BackupService(
                directory.backups(),
                new MemberBackups(directory, clusterId, live, reads, noRoom),
                copier,
                pieces,
                limits,
                new Clock(timer));
    }

    private record Clock(ScheduledExecutorService timer) implements BackupTime {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallSeconds() {
            return System.currentTimeMillis() / 1_000;
        }

        @Override
        public void after(long delayNanos, Runnable task) {
            timer.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void pause(long nanos) {
            long until = nanos() + nanos;
            for (long left = nanos; left > 0 && !Thread.currentThread().isInterrupted(); left = until - nanos()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    @Override
    public void whenFresh(long deadlineNanos, Runnable ready, Consumer<Refusal> refused) {
        reads.whenFresh(0, deadlineNanos, ready, refused);
    }

    @Override
    public Optional<Refusal> noRoom() {
        return noRoom.get();
    }

    @Override
    public BackupManifest.Builder copy(Path target) throws IOException {
        ReplicatedState state = live.get();
        StateCopy copy;
        try {
            // Most of the work before applying is held up.
            state.flush();
            copy = state.checkpoint(target);
        } catch (StoreException | StoreClosedException e) {
            throw new IOException(e.getMessage(), e);
        }
        return BackupManifest.newBuilder()
                .setFormat(FORMAT)
                .setClusterId(clusterId)
                .setMemberId(directory.memberId().name())
                .setIncarnation(directory.memberId().incarnation())
                .setVersion(Version.current())
                .setTerm(copy.position().term())
                .setIndex(copy.position().index())
                .setRevision(copy.state().revision())
                .setCompactRevision(copy.state().compactRevision())
                .setKeys(copy.keys())
                .setLogTimeMs(copy.state().logTimeMillis())
                .setStateHash(copy.state().stateHash())
                .setTakenAtMs(System.currentTimeMillis());
    }
}
