package io.ratiskv.server;

import io.ratiskv.server.backup.BackupLimits;
import io.ratiskv.server.backup.BackupService;
import io.ratiskv.server.command.CommandValidator;
import io.ratiskv.server.config.ServerConfig;
import io.ratiskv.server.membership.Admission;
import io.ratiskv.server.membership.GroupMember;
import io.ratiskv.server.membership.MembershipService;
import io.ratiskv.server.propose.LogClock;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.ReplicatedLog;
import io.ratiskv.server.raft.DataDirectory;
import io.ratiskv.server.raft.FatalFaultHandler;
import io.ratiskv.server.raft.RatisMember;
import io.ratiskv.server.transport.FrontEnd;
import io.ratiskv.server.transport.MemberConnections;
import io.ratiskv.server.transport.Rooms;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running member: makes the rooms from the bottom up and stops them from the top down. Nothing else calls
 * constructors across rooms.
 */
public final class KvServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KvServer.class);
    private static final long BACKUP_LOOK_MILLIS = 1_000;
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
        Foundation on = Foundation.lay(config, entrance, parts, faults, stops, applied);
        ownLogTime.relayTo(() -> ownLogTime(on.log(), on.clock()));
        ReadingRooms reading = ReadingRooms.open(on, applied);
        WritingRooms writing = WritingRooms.open(on);
        ScheduledExecutorService timer = new Chores(on, reading, writing).start();
        startHousekeeping(on, writing);
        show(on, reading, writing, timer);
        BackupService backups = openBackups(on, reading, writing, timer);
        serve(entrance, rooms(on, reading, writing, backups), on.member());
        entrance.sight().levels().of(entrance.frontEnd());
        entrance.sight().health().started();
        admit(entrance, on.member(), timer);
    }

    /** Lets probes and metrics look at the rooms. */
    private void show(Foundation on, ReadingRooms reading, WritingRooms writing, ScheduledExecutorService timer) {
        MemberHealth looks = new MemberHealth(
                MemberHealth.of(on.member(), writing.space()::alarms),
                config.http().readyLagMax());
        Guarded.every(timer, HEALTH_LOOK_MILLIS, "look whether entries are applied", looks::look);
        Sight sight = on.entrance().sight();
        sight.health().lookAt(looks);
        sight.levels().of(on.member(), config.raft().electionTimeoutMax().multipliedBy(2));
        sight.levels().of(writing.space());
        sight.levels().of(writing.writes());
        sight.levels().of(reading.reads(), reading.pool());
        sight.levels().of(reading.watches());
    }

    private BackupService openBackups(
            Foundation on, ReadingRooms reading, WritingRooms writing, ScheduledExecutorService timer)
            throws IOException {
        BackupService backups = MemberBackups.open(
                on.entrance().directory(),
                config.cluster().id(),
                on.member().state(),
                reading.reads(),
                writing.space()::diskFull,
                copier(),
                reading.pool(),
                BackupLimits.of(config.backup().bytesPerSecond()),
                timer);
        Guarded.every(timer, BACKUP_LOOK_MILLIS, "look at backups", backups::tick);
        on.entrance().sight().levels().of(backups);
        return backups;
    }

    private Rooms rooms(Foundation on, ReadingRooms reading, WritingRooms writing, BackupService backups) {
        MemberConnections peers = on.entrance().peers();
        MemberFacts facts = new MemberFacts(
                config.cluster().id(),
                on.entrance().arrival().self(),
                on.member(),
                writing.space(),
                reading.pool(),
                reading.watches()::watches,
                on.parts().formats().newest());
        return new Rooms(
                config.cluster().id(),
                on.entrance().directory().memberId(),
                on.log()::status,
                writing.writes(),
                reading.reads(),
                reading.watches(),
                reading.barrier(),
                facts,
                new MembershipService(
                        on.parts().membership().group(on.member().group()), peers, peers, writing.formats()::newest),
                backups,
                new CommandValidator(Conversions.commands(config)),
                writing.space()::refusal);
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

    private void startHousekeeping(Foundation on, WritingRooms writing) {
        Housekeeping housekeeping = new Housekeeping(
                config.compaction(),
                on.member().state(),
                on.log(),
                writing.writes(),
                writing.space()::pressed,
                on.faults());
        housekeeping.start();
        stops.push(housekeeping::close);
    }

    /** Ends in the middle of what it does: a copy that is being made is of no use without the member. */
    private ExecutorService copier() {
        ExecutorService copier = Executors.newSingleThreadExecutor(Threads.named("backup"));
        stops.push(copier::shutdownNow);
        return copier;
    }

    private static OptionalLong ownLogTime(ReplicatedLog log, LogClock clock) {
        LogStatus status = log.status();
        return status.leaderReady() ? OptionalLong.of(clock.stamp(status)) : OptionalLong.empty();
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
