package io.ratiskv.server;

import io.ratiskv.server.backup.BackupLimits;
import io.ratiskv.server.backup.BackupService;
import io.ratiskv.server.command.CommandValidator;
import io.ratiskv.server.config.ServerConfig;
import io.ratiskv.server.lease.LeaseTable;
import io.ratiskv.server.membership.Admission;
import io.ratiskv.server.membership.GroupMember;
import io.ratiskv.server.membership.MembershipService;
import io.ratiskv.server.propose.AlarmClock;
import io.ratiskv.server.propose.FormatGate;
import io.ratiskv.server.propose.LeaseExpirer;
import io.ratiskv.server.propose.LogClock;
import io.ratiskv.server.propose.LogPosition;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.LogTimeBound;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.propose.ProposeThread;
import io.ratiskv.server.propose.ReplicatedLog;
import io.ratiskv.server.propose.WriteBatcher;
import io.ratiskv.server.raft.DataDirectory;
import io.ratiskv.server.raft.FatalFaultHandler;
import io.ratiskv.server.raft.LiveState;
import io.ratiskv.server.raft.RatisMember;
import io.ratiskv.server.read.Leadership.Peer;
import io.ratiskv.server.read.ReadBarrier;
import io.ratiskv.server.read.ReadLimits;
import io.ratiskv.server.read.ReadPool;
import io.ratiskv.server.read.ReadService;
import io.ratiskv.server.transport.FrontEnd;
import io.ratiskv.server.transport.MemberConnections;
import io.ratiskv.server.transport.Rooms;
import io.ratiskv.server.watch.WatchService;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running member: makes the rooms from the bottom up and stops them from the top down. Nothing else calls
 * constructors across rooms.
 */
public final class KvServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KvServer.class);
    /** A tenth of the longest step that the log clock counts. */
    private static final long PULSE_MILLIS = LeaseExpirer.LOOK_EVERY.toMillis();

    private static final long SPACE_LOOK_MILLIS = 200;
    private static final long BACKUP_LOOK_MILLIS = 1_000;
    private static final long LAG_LOOK_MILLIS = 500;
    private static final long LEADER_LOOK_MILLIS = 100;
    private static final long ADMISSION_LOOK_MILLIS = 500;
    private static final long HEALTH_LOOK_MILLIS = 500;
    private static final Duration HAND_OVER = Duration.ofSeconds(3);
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final ServerConfig config;
    private final Stops stops = new Stops();
    private final AppliedRelay applied = new AppliedRelay();
    private final LogTimeRelay ownLogTime = new LogTimeRelay();
    private volatile boolean closed;

    private KvServer(ServerConfig config) {
        this.config = config;
    }

    /**
     * Starts a member and returns once it takes connections; the group may still be electing.
     *
     * @throws io.ratiskv.server.raft.DataDirectoryException if the data directory cannot be used
     * @throws IOException if a port cannot be bound, or the disk fails
     */
    public static KvServer start(ServerConfig config, ServerParts parts, FatalFaultHandler faults)
            throws IOException, InterruptedException {
        KvServer server = new KvServer(config);
        try {
            server.open(parts, faults);
            return server;
        } catch (IOException | RuntimeException | Error e) {
            try {
                server.close();
            } catch (IOException notClean) {
                e.addSuppressed(notClean);
            }
            throw e;
        }
    }

    private void open(ServerParts parts, FatalFaultHandler toldFaults) throws IOException {
        Sight sight = Sight.of(config);
        stops.push(sight.metrics()::close);
        FatalFaultHandler faults = sight.seeing(toldFaults);
        Entrance.open(config, parts, sight, ownLogTime, stops)
                .whenArrived(entrance -> startRooms(entrance, parts, faults), faults, stops);
    }

    private synchronized void startRooms(Entrance entrance, ServerParts parts, FatalFaultHandler faults)
            throws IOException {
        if (closed) {
            return;
        }
        DataDirectory directory = entrance.directory();
        MemberConnections peers = entrance.peers();
        LogTimeBound logTime = entrance.logTime();
        Sight sight = entrance.sight();
        Observers observers = sight.observers();
        RatisMember member = RatisMember.start(
                Conversions.raft(
                        config, directory.memberId(), entrance.arrival().group()),
                directory,
                Conversions.state(config).reading(parts.formats()),
                applied,
                parts.raft(),
                faults,
                observers.raft());
        stops.push(member::close);
        ScheduledExecutorService timer = timer();
        AlarmClock entriesDue = alarm(timer, System::nanoTime);
        member.tickedBy(entriesDue);
        ReplicatedLog log = parts.log(member);

        LogClock clock = parts.logClock(() -> logTime(member.state()));
        ownLogTime.relayTo(() -> ownLogTime(log, clock));

        ReadLimits readLimits = Conversions.reads(config);
        ReadPool pool = new ReadPool(readLimits);
        stops.push(pool::close);
        AlarmClock roundsDue = alarm(timer, System::nanoTime);
        ReadBarrier barrier = new ReadBarrier(
                member.leadership(), peers, readLimits.roundTimeout(), System::nanoTime, observers.reads(), roundsDue);
        AlarmClock readsDue = alarm(timer, parts.readClock());
        ReadService reads = new ReadService(
                parts.readIndex(member, barrier),
                parts.state(new LiveStateReader(member.state(), faults, logTime)),
                log::status,
                pool,
                readLimits,
                parts.readClock(),
                readsDue);
        AlarmClock watchesDue = alarm(timer, System::nanoTime);
        WatchService watches = new WatchService(
                Conversions.watches(config),
                parts.watch(),
                reads::whenFresh,
                new LiveHistory(member.state(), faults),
                executor("watch"),
                pool,
                System::nanoTime,
                watchesDue);
        applied.relayTo(parts.applied(reads::applied));
        applied.events.relayTo(watches);

        FormatGate formats = MemberFormats.gate(parts.formats(), member.state());
        AlarmClock writesDue = alarm(timer, System::nanoTime);
        WriteBatcher writes = new WriteBatcher(
                log,
                clock,
                Conversions.batches(config),
                proposeThread(),
                System::nanoTime,
                observers.writes(),
                formats,
                writesDue);
        stops.push(writes::close);
        SpaceRoom space = new SpaceRoom(config.storage(), directory.root(), member, faults);
        stops.push(space::close);
        LeaderlessWatches leaderless =
                new LeaderlessWatches(log::status, config.watch().leaderless(), watches, System::nanoTime);
        LaggingMembers lagging = new LaggingMembers(member.leadership(), space.noting(peers::statusOf), writes::nudge);
        HangingConnections hanging = new HangingConnections(
                member.leadership(),
                member::silences,
                member::knownCommits,
                peers::connectedNanos,
                member::reconnect,
                executor("reconnect"),
                System::nanoTime);
        LeaderLoss leaderLoss = leaderLoss(member, peers);
        AlarmClock leasesDue = alarm(timer, System::nanoTime);
        LeaseExpirer expirer = new LeaseExpirer(
                writes,
                clock,
                log::status,
                () -> nextLeaseDeadline(member.state()),
                () -> logTime(member.state()),
                System::nanoTime,
                leasesDue);
        stops.push(timer::shutdownNow); // Before the rooms that it looks at.
        entriesDue.runs("note which entries are on disk", member::tick);
        writesDue.runs("end writes at their deadlines", writes::tick);
        roundsDue.runs("end a round of reads", barrier::tick);
        readsDue.runs("end reads at their deadlines", reads::tick);
        watchesDue.runs("look after watches", watches::tick);
        leasesDue.runs("end leases", expirer::tick);
        AlarmClock questionsDue = alarm(timer, System::nanoTime);
        questionsDue.runs("end questions to members", peers::tick);
        peers.tickedBy(questionsDue);
        Guarded.every(timer, PULSE_MILLIS, "look at log time and for the leader", () -> {
            clock.observe(log.status());
            expirer.tick();
            leaderLoss.look();
        });
        Guarded.every(timer, LAG_LOOK_MILLIS, "look for members that lag", lagging::look);
        Guarded.every(timer, LAG_LOOK_MILLIS, "look for connections that hang", hanging::look);
        MemberFormats others = new MemberFormats(member.leadership(), peers::logFormatOf, formats, parts.formats());
        Guarded.every(timer, LAG_LOOK_MILLIS, "look which formats members read", others::look);
        Guarded.every(timer, LEADER_LOOK_MILLIS, "look for a leader", leaderless::look);
        space.start();
        Guarded.every(timer, SPACE_LOOK_MILLIS, "look at space", space::look);
        Guarded.every(timer, LAG_LOOK_MILLIS, "share out space", space::refill);
        startHousekeeping(member, log, writes, space, faults);
        MemberHealth looks = new MemberHealth(
                MemberHealth.of(member, space::alarms), config.http().readyLagMax());
        Guarded.every(timer, HEALTH_LOOK_MILLIS, "look whether entries are applied", looks::look);
        sight.health().lookAt(looks);
        sight.levels().of(member, config.raft().electionTimeoutMax().multipliedBy(2));
        sight.levels().of(space);
        sight.levels().of(writes);
        sight.levels().of(reads, pool);
        sight.levels().of(watches);

        MemberFacts facts = new MemberFacts(
                config.cluster().id(),
                entrance.arrival().self(),
                member,
                space,
                pool,
                watches::watches,
                parts.formats().newest());
        BackupService backups = MemberBackups.open(
                directory,
                config.cluster().id(),
                member.state(),
                reads,
                space::diskFull,
                copier(),
                pool,
                BackupLimits.of(config.backup().bytesPerSecond()),
                timer);
        Guarded.every(timer, BACKUP_LOOK_MILLIS, "look at backups", backups::tick);
        sight.levels().of(backups);
        Rooms rooms = new Rooms(
                config.cluster().id(),
                directory.memberId(),
                log::status,
                writes,
                reads,
                watches,
                barrier,
                facts,
                new MembershipService(parts.membership().group(member.group()), peers, peers, formats::newest),
                backups,
                new CommandValidator(Conversions.commands(config)),
                space::refusal);
        serve(entrance, rooms, member);
        sight.levels().of(entrance.frontEnd());
        sight.health().started();
        admit(entrance, member, timer);
    }

    private void serve(Entrance entrance, Rooms rooms, RatisMember member) {
        FrontEnd frontEnd = entrance.frontEnd();
        frontEnd.serve(rooms);
        // First of all when stopping: hand leadership over while others still reach us, then answer what is open.
        stops.push(() -> {
            entrance.sight().health().draining();
            member.handOver().toAnother(HAND_OVER);
            frontEnd.close(DRAIN);
        });
        LOG.info(
                "Member {} of cluster {} serves clients on {}, Raft on {}.",
                config.member().id(),
                config.cluster().id(),
                frontEnd.address(),
                config.network().raftListen());
    }

    private static void admit(Entrance entrance, RatisMember member, ScheduledExecutorService timer) {
        GroupMember self = entrance.arrival().self();
        Admission admission = new Admission(
                member.group(),
                self.raftAddress().isEmpty() ? null : self,
                entrance.arrival().endpoints(),
                entrance.peers(),
                () -> forget(entrance.directory()),
                LOG::info);
        Guarded.every(timer, ADMISSION_LOOK_MILLIS, "admission", admission::look);
    }

    private static void forget(DataDirectory directory) {
        try {
            directory.forgetEarlierLife();
        } catch (IOException e) {
            LOG.warn("What an earlier life of this member left in {} could not be deleted", directory.root(), e);
        }
    }

    private LeaderLoss leaderLoss(RatisMember member, MemberConnections peers) {
        LeaderLoss.Others others = new LeaderLoss.Others() {
            @Override
            public boolean connected(Peer peer) {
                return peers.connected(peer);
            }

            @Override
            public CompletableFuture<LogPosition> lastEntryOf(Peer peer) {
                return peers.lastEntryOf(peer);
            }
        };
        return new LeaderLoss(member.leadership(), others, member.handOver()::standInPlaceOf, executor("succeed"));
    }

    private void startHousekeeping(
            RatisMember member, ReplicatedLog log, WriteBatcher writes, SpaceRoom space, FatalFaultHandler faults) {
        Housekeeping housekeeping =
                new Housekeeping(config.compaction(), member.state(), log, writes, space::pressed, faults);
        housekeeping.start();
        stops.push(housekeeping::close);
    }

    private ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Threads.named("timer"));
        timer.setRemoveOnCancelPolicy(true); // Alarms are set anew again and again.
        stops.push(timer::shutdownNow);
        return timer;
    }

    private static AlarmClock alarm(ScheduledExecutorService timer, LongSupplier nanoTime) {
        return new AlarmClock(AlarmClock.Scheduler.of(timer), nanoTime);
    }

    private ProposeThread proposeThread() {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(Threads.named("propose"));
        stops.push(executor::shutdown);
        return ProposeThread.of(executor);
    }

    private ExecutorService executor(String name) {
        ExecutorService executor = Executors.newSingleThreadExecutor(Threads.named(name));
        stops.push(executor::shutdown);
        return executor;
    }

    /** Ends in the middle of what it does: a copy that is being made is of no use without the member. */
    private ExecutorService copier() {
        ExecutorService copier = Executors.newSingleThreadExecutor(Threads.named("backup"));
        stops.push(copier::shutdownNow);
        return copier;
    }

    private static long logTime(LiveState live) {
        return live.get().logTimeMillis();
    }

    private static OptionalLong ownLogTime(ReplicatedLog log, LogClock clock) {
        LogStatus status = log.status();
        return status.leaderReady() ? OptionalLong.of(clock.stamp(status)) : OptionalLong.empty();
    }

    private static long nextLeaseDeadline(LiveState live) {
        try {
            return live.get().nextLeaseDeadlineMillis();
        } catch (NotAppendedException e) {
            return LeaseTable.NEVER; // A snapshot is being installed: this member does not lead.
        }
    }

    /** Stops in reverse order of starting; every step is tried, and failures are thrown at the end. */
    @Override
    public void close() throws IOException, InterruptedException {
        closed = true;
        stopAll();
    }

    private synchronized void stopAll() throws IOException, InterruptedException {
        stops.close();
    }
}
