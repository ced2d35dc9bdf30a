package io.ratiskv.server;

import io.ratiskv.protocol.BackupManifest;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.apply.StateCopy;
import io.ratiskv.server.backup.BackupLimits;
import io.ratiskv.server.backup.BackupService;
import io.ratiskv.server.backup.BackupSource;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.raft.DataDirectory;
import io.ratiskv.server.raft.LiveState;
import io.ratiskv.server.read.ReadService;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
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
            Executor pieces) {
        return new BackupService(
                directory.backups(),
                new MemberBackups(directory, clusterId, live, reads, noRoom),
                copier,
                pieces,
                BackupLimits.defaults(),
                System::nanoTime);
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
    public BackupManifest.Builder copy(Path target) {
        ReplicatedState state = live.get();
        // Most of the work before applying is held up.
        state.flush();
        StateCopy copy = state.checkpoint(target);
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
