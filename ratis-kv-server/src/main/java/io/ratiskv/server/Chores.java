package io.ratiskv.server;

import io.ratiskv.server.lease.LeaseTable;
import io.ratiskv.server.propose.AlarmClock;
import io.ratiskv.server.propose.LeaseExpirer;
import io.ratiskv.server.propose.LogPosition;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.raft.LiveState;
import io.ratiskv.server.raft.RatisMember;
import io.ratiskv.server.read.Leadership.Peer;
import io.ratiskv.server.transport.MemberConnections;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** What a member does again and again while it runs. Thread: {@code timer}. */
final class Chores {
    /** A tenth of the longest step that the log clock counts. */
    private static final long PULSE_MILLIS = LeaseExpirer.LOOK_EVERY.toMillis();

    private static final long SPACE_LOOK_MILLIS = 200;
    private static final long LAG_LOOK_MILLIS = 500;
    private static final long LEADER_LOOK_MILLIS = 100;

    private final Foundation on;
    private final ReadingRooms reading;
    private final WritingRooms writing;

    Chores(Foundation on, ReadingRooms reading, WritingRooms writing) {
        this.on = on;
        this.reading = reading;
        this.writing = writing;
    }

    /** Returns the timer, for what else is to be done on it. */
    ScheduledExecutorService start() {
        LeaderlessWatches leaderless = new LeaderlessWatches(
                on.log()::status, on.config().watch().leaderless(), reading.watches(), System::nanoTime);
        LaggingMembers lagging = lagging();
        HangingConnections hanging = hanging();
        LeaderLoss leaderLoss = leaderLoss();
        LeaseExpirer expirer = expirer();
        AlarmClock questionsDue = on.alarm(System::nanoTime);
        questionsDue.runs("end questions to members", peers()::tick);
        peers().tickedBy(questionsDue);
        ScheduledExecutorService timer = on.timer();
        on.stops().push(timer::shutdownNow); // Before the rooms that it looks at.
        Guarded.every(timer, PULSE_MILLIS, "look at log time and for the leader", () -> {
            on.clock().observe(on.log().status());
            expirer.tick();
            leaderLoss.look();
        });
        Guarded.every(timer, LAG_LOOK_MILLIS, "look for members that lag", lagging::look);
        Guarded.every(timer, LAG_LOOK_MILLIS, "look for connections that hang", hanging::look);
        MemberFormats others = new MemberFormats(
                on.member().leadership(),
                peers()::logFormatOf,
                writing.formats(),
                on.parts().formats());
        Guarded.every(timer, LAG_LOOK_MILLIS, "look which formats members read", others::look);
        Guarded.every(timer, LEADER_LOOK_MILLIS, "look for a leader", leaderless::look);
        SpaceRoom space = writing.space();
        space.start();
        Guarded.every(timer, SPACE_LOOK_MILLIS, "look at space", space::look);
        Guarded.every(timer, LAG_LOOK_MILLIS, "share out space", space::refill);
        return timer;
    }

    private LeaseExpirer expirer() {
        LiveState state = on.member().state();
        AlarmClock leasesDue = on.alarm(System::nanoTime);
        LeaseExpirer expirer = new LeaseExpirer(
                writing.writes(),
                on.clock(),
                on.log()::status,
                () -> nextLeaseDeadline(state),
                () -> state.get().logTimeMillis(),
                System::nanoTime,
                leasesDue);
        leasesDue.runs("end leases", expirer::tick);
        return expirer;
    }

    private LaggingMembers lagging() {
        return new LaggingMembers(
                on.member().leadership(), writing.space().noting(peers()::statusOf), writing.writes()::nudge);
    }

    private HangingConnections hanging() {
        RatisMember member = on.member();
        // At most one task for each other member: what one of them waits for is not to hold up the rest.
        ExecutorService reconnects = Executors.newCachedThreadPool(Threads.named("reconnect"));
        on.stops().push(reconnects::shutdown);
        return new HangingConnections(
                member.leadership(),
                member::silences,
                member::knownCommits,
                otherConnections(),
                member::reconnect,
                reconnects,
                System::nanoTime);
    }

    private HangingConnections.Others otherConnections() {
        MemberConnections peers = peers();
        return new HangingConnections.Others() {
            @Override
            public OptionalLong connectedNanos(Peer peer) {
                return peers.connectedNanos(peer);
            }

            @Override
            public void keep(Peer peer) {
                peers.keep(peer);
            }
        };
    }

    private LeaderLoss leaderLoss() {
        MemberConnections peers = peers();
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
        RatisMember member = on.member();
        return new LeaderLoss(member.leadership(), others, member.handOver()::standInPlaceOf, on.executor("succeed"));
    }

    private MemberConnections peers() {
        return on.entrance().peers();
    }

    private static long nextLeaseDeadline(LiveState live) {
        try {
            return live.get().nextLeaseDeadlineMillis();
        } catch (NotAppendedException e) {
            return LeaseTable.NEVER; // A snapshot is being installed: this member does not lead.
        }
    }
}
