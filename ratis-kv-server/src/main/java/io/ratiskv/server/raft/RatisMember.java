package io.ratiskv.server.raft;

import io.ratiskv.server.apply.StateLimits;
import io.ratiskv.server.membership.Group;
import io.ratiskv.server.propose.Alarm;
import io.ratiskv.server.propose.ReplicatedLog;
import io.ratiskv.server.read.Leadership;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.CommitInfoProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.LifeCycle;

/** This member's part in the Raft group: builds Ratis with our settings, starts it, watches it and stops it. */
public final class RatisMember implements AutoCloseable {
    private static final long SNAPSHOT_TIMEOUT_MILLIS = 30_000;

    private final RaftServer server;
    private final RaftServer.Division division;
    private final RatisLog log;
    private final LiveState live;
    private final SnapshotTaker snapshots;
    private final RatisGroup group;
    private final DivisionWatchdog watchdog;
    private final HandOver handOver;

    private RatisMember(
            RaftServer server,
            RaftServer.Division division,
            RatisLog log,
            LiveState live,
            SnapshotTaker snapshots,
            RatisGroup group,
            DivisionWatchdog watchdog,
            HandOver handOver) {
        this.server = server;
        this.division = division;
        this.log = log;
        this.live = live;
        this.snapshots = snapshots;
        this.group = group;
        this.watchdog = watchdog;
        this.handOver = handOver;
    }

    /**
     * Recovers what is on disk and joins the group.
     *
     * @param appliedListener told how far this member is after every entry, in order, on the apply thread
     * @param parts {@link RaftParts#STANDARD} but in tests
     * @throws DataDirectoryException if what is on disk is damaged beyond what may be repaired
     * @throws IOException if the Raft port cannot be bound
     */
    public static RatisMember start(
            RaftMemberConfig config,
            DataDirectory directory,
            StateLimits limits,
            AppliedListener appliedListener,
            RaftParts parts,
            FatalFaultHandler faults)
            throws IOException {
        return start(config, directory, limits, appliedListener, parts, faults, RaftObserver.NONE);
    }

    /** As above, and tells the observer what happens. */
    public static RatisMember start(
            RaftMemberConfig config,
            DataDirectory directory,
            StateLimits limits,
            AppliedListener appliedListener,
            RaftParts parts,
            FatalFaultHandler faults,
            RaftObserver observer)
            throws IOException {
        requireFreePort(config.bindHost(), config.bindPort());
        Files.createDirectories(directory.raft());
        LogTailRepair.repair(directory.raft());
        LogDurability.ensure(directory.raft());
        removeHalfReceivedSnapshots(directory.raft());

        LiveState live = new LiveState();
        SnapshotArchive archive = new SnapshotArchive(
                config.clusterId(), config.snapshotsKept(), directory.origin().isEmpty() ? null : directory.restored());
        StateLoader loader = new StateLoader(directory.store(), limits, parts);
        LogTail logTail = new LogTail(config.logEntriesKept());
        KvStateMachine machine =
                new KvStateMachine(archive, loader, live, appliedListener, parts, faults, observer, logTail);
        HeldLog held = new HeldLog();
        RaftServer server = RaftServers.of(config, directory, machine, held, parts);
        held.isOf(server, RaftServers.groupId(config.clusterId()));
        try {
            server.start();
            RaftServer.Division division = server.getDivision(RaftServers.groupId(config.clusterId()));
            SnapshotTaker snapshots = new SnapshotTaker(
                    config, live, machine, archive, logTail, () -> publishSnapshot(server, division), observer);
            RatisLog log = new RatisLog(division, machine, config.entryBytesMax());
            RatisMember member = new RatisMember(
                    server,
                    division,
                    log,
                    live,
                    snapshots,
                    new RatisGroup(server, division, log::status, archive::latestBytes),
                    new DivisionWatchdog(server, division, departure(machine, directory), faults),
                    new HandOver(server, division, log::lastEntry, config.electionTimeoutMin()));
            snapshots.start();
            member.watchdog.start();
            return member;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw explain(directory, e);
        }
    }

    public ReplicatedLog log() {
        return log;
    }

    public Leadership leadership() {
        return log;
    }

    /** Lets the steps of entries on their way be noted. Called when the alarm says so. */
    public void tick() {
        log.tick();
    }

    /** Has {@link #tick} run from now on. To be said before anything is proposed. */
    public void tickedBy(Alarm alarm) {
        log.tickedBy(alarm);
    }

    public LiveState state() {
        return live;
    }

    public SnapshotTaker snapshots() {
        return snapshots;
    }

    /** Whether this member takes part: only then may it answer what its term is. */
    public boolean running() {
        return division.getInfo().getLifeCycleState() == LifeCycle.State.RUNNING;
    }

    /** Whether its part in the group is over: only a restart brings it back. */
    public boolean stopped() {
        LifeCycle.State state = division.getInfo().getLifeCycleState();
        return state.isClosingOrClosed() || state == LifeCycle.State.EXCEPTION;
    }

    /** Newest entry that any member is known to have committed: what a leader tells of the others included. */
    public long knownCommitIndex() {
        return division.getCommitInfos().stream()
                .mapToLong(CommitInfoProto::getCommitIndex)
                .max()
                .orElse(-1);
    }

    /** What each member, by its id of Raft's, is known here to have committed. */
    public Map<String, Long> knownCommits() {
        return division.getCommitInfos().stream()
                .collect(Collectors.toMap(
                        info -> info.getServer().getId().toStringUtf8(), CommitInfoProto::getCommitIndex, Math::max));
    }

    /**
     * How many members answered this leader lately, itself included.
     *
     * @param atMost how long ago at most
     * @return empty if this member does not lead
     */
    public OptionalInt reachable(Duration atMost) {
        RoleInfoProto role = division.getInfo().getRoleInfoProto();
        if (!role.hasLeaderInfo()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(1
                + (int) role.getLeaderInfo().getFollowerInfoList().stream()
                        .filter(follower -> follower.getLastRpcElapsedTimeMs() <= atMost.toMillis())
                        .count());
    }

    /** For how many milliseconds each follower, by its id of Raft's, has not answered this leader; empty if it does not lead. */
    public Map<String, Long> silences() {
        RoleInfoProto role = division.getInfo().getRoleInfoProto();
        return role.getLeaderInfo().getFollowerInfoList().stream()
                .collect(Collectors.toMap(
                        follower -> follower.getId().getId().toStringUtf8(),
                        ServerRpcProto::getLastRpcElapsedTimeMs,
                        Math::max));
    }

    /** Has Raft give up its connection to this member, and look it up and connect anew. May block for seconds. */
    public void reconnect(String raftId) {
        group.connectAnew(raftId);
    }

    /** What Ratis measures of itself, now. */
    public List<RatisFigure> figures() {
        return RatisFigures.of(division.getId().toString());
    }

    /** Who is in the group, and how that is changed. */
    public Group group() {
        return group;
    }

    /** Bytes of a snapshot that a leader is sending just now; 0 if none. */
    public long receivedBytes() throws IOException {
        Path arriving = division.getRaftStorage().getStorageDir().getTmpDir().toPath();
        if (!Files.isDirectory(arriving)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(arriving)) {
            return files.map(Path::toFile)
                    .filter(File::isFile)
                    .mapToLong(File::length)
                    .sum();
        } catch (UncheckedIOException movedMeanwhile) {
            return 0;
        }
    }

    /** How its leadership passes to another member, and another's to it. */
    public HandOver handOver() {
        return handOver;
    }

    /** Applies what is committed, then stops. Drain the front end first: Ratis fails what is still pending. */
    @Override
    public void close() throws IOException, InterruptedException {
        watchdog.close();
        group.close();
        snapshots.close();
        server.close();
        live.closeCurrent();
    }

    RaftServer.Division division() {
        return division;
    }

    private static DivisionWatchdog.Departure departure(KvStateMachine machine, DataDirectory directory) {
        return new DivisionWatchdog.Departure() {
            @Override
            public boolean removed() {
                return machine.removed();
            }

            @Override
            public void leave() throws IOException {
                directory.leave();
            }
        };
    }

    private static CompletableFuture<Long> publishSnapshot(RaftServer server, RaftServer.Division division) {
        return server.snapshotManagementAsync(SnapshotManagementRequest.newCreate(
                        ClientId.randomId(),
                        server.getId(),
                        division.getGroup().getGroupId(),
                        1,
                        SNAPSHOT_TIMEOUT_MILLIS,
                        1))
                .thenApply(RaftClientReply::getLogIndex);
    }

    /**
     * To be asked before a member starts: Ratis ends the process without a word about the port otherwise.
     *
     * @throws BindException naming the port, if it is taken
     */
    public static void requireFreePort(String host, int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException e) {
            throw (IOException) new BindException("cannot serve members on " + host + ":" + port + ": " + e.getMessage()
                            + ". Is another member running? Choose another raft.listen.")
                    .initCause(e);
        }
    }

    /** A transfer that was cut off starts anew from its first byte: what it left is only garbage. */
    private static void removeHalfReceivedSnapshots(Path raft) throws IOException {
        try (Stream<Path> groups = Files.list(raft)) {
            for (Path group : groups.toList()) {
                Durable.deleteTree(group.resolve("tmp"));
            }
        }
    }

    private static RuntimeException explain(DataDirectory directory, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataDirectoryException known) {
                return known;
            }
        }
        return new DataDirectoryException(
                "member.data-directory " + directory.root() + " cannot be recovered: " + rootCause(e)
                        + ". The rest of the cluster goes on without this member. If the disk is sound, wipe this directory and"
                        + " start the member again: it will be filled from the others.",
                e);
    }

    private static String rootCause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
