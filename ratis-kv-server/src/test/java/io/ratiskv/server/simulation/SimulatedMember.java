package io.ratiskv.server.simulation;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.command.LogFormats;
import io.ratiskv.server.propose.AlarmClock;
import io.ratiskv.server.propose.BatchLimits;
import io.ratiskv.server.propose.FormatGate;
import io.ratiskv.server.propose.LeaseExpirer;
import io.ratiskv.server.propose.LogClock;
import io.ratiskv.server.propose.WriteBatcher;
import io.ratiskv.server.propose.WriteObserver;
import io.ratiskv.server.read.Leadership.Peer;
import io.ratiskv.server.read.ReadBarrier;
import io.ratiskv.server.read.ReadIndexSource;
import io.ratiskv.server.read.ReadObserver;
import io.ratiskv.server.read.TermProbe;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** The rooms of one member above its log: the real batcher, clock and barrier. */
final class SimulatedMember implements TermProbe {
    private static final Duration MESSAGE_MAX = Duration.ofMillis(6);

    final SimulatedLog log;
    final WriteBatcher writes;
    private final SimulatedTime time;
    private long clockAheadNanos;
    private final Map<String, SimulatedMember> members;
    private final ReadBarrier barrier;
    private final ReadIndexSource readIndex;
    private final Map<Long, CompletableFuture<Void>> waiting = new TreeMap<>();

    /** @param asks false = a leader believes in itself instead of asking, which must be found out */
    SimulatedMember(
            String id,
            SimulatedTime time,
            SimulatedGroup group,
            Map<String, SimulatedMember> members,
            Replica replica,
            boolean asks) {
        this(id, time, group, members, replica, asks, LogClock.STEP_MAX);
    }

    /** @param stepMax what the log clock takes for time; longer = it counts jumps, which must be found out */
    SimulatedMember(
            String id,
            SimulatedTime time,
            SimulatedGroup group,
            Map<String, SimulatedMember> members,
            Replica replica,
            boolean asks,
            Duration stepMax) {
        this.time = time;
        this.members = members;
        log = new SimulatedLog(id, time, group, replica, this::applied);
        BatchLimits d = BatchLimits.defaults();
        BatchLimits limits = new BatchLimits(
                2_000,
                8,
                4,
                3,
                600,
                Duration.ofMillis(20),
                Duration.ofMillis(1),
                d.entryBytesMax(),
                20_000,
                200,
                Duration.ofMillis(5),
                true,
                Duration.ofMillis(15));
        LogClock clock = new LogClock(replica::logTimeMs, () -> time.getAsLong() + clockAheadNanos, stepMax);
        AlarmClock writesDue = new AlarmClock(time, time);
        writes = new WriteBatcher(
                log,
                clock,
                limits,
                time.thread(),
                time,
                WriteObserver.NONE,
                FormatGate.open(LogFormats.OURS),
                writesDue);
        AlarmClock leasesDue = new AlarmClock(time, time);
        LeaseExpirer expirer = new LeaseExpirer(
                writes, clock, log::status, replica::nextLeaseDeadlineMs, replica::logTimeMs, time, leasesDue);
        AlarmClock roundsDue = new AlarmClock(time, time);
        barrier = new ReadBarrier(log, this, Duration.ofMillis(100), time, ReadObserver.NONE, roundsDue);
        readIndex = asks
                ? barrier
                : () -> CompletableFuture.completedFuture(log.status().commitIndex());
        writesDue.runs("tick writes", writes::tick);
        leasesDue.runs("tick leases", expirer::tick);
        roundsDue.runs("tick rounds", barrier::tick);
        time.every(LeaseExpirer.LOOK_EVERY, () -> {
            clock.observe(log.status());
            expirer.tick();
        });
    }

    /** This member's clock, which should be monotonic, makes a step. */
    void jump(Duration by) {
        clockAheadNanos += by.toNanos();
    }

    /** The revision that a linearizable read sees; fails if the barrier does. */
    CompletableFuture<Long> read() {
        return readIndex
                .readIndex()
                .thenCompose(this::applied)
                .thenApply(ignored -> log.replica().revision());
    }

    private CompletableFuture<Void> applied(long index, boolean ignored) {
        return waiting.computeIfAbsent(index, i -> new CompletableFuture<>());
    }

    private CompletableFuture<Void> applied(Long index) {
        return log.appliedIndex() >= index ? CompletableFuture.completedFuture(null) : applied(index, true);
    }

    private void applied(long index) {
        CompletableFuture<Void> reached = waiting.remove(index);
        if (reached != null) {
            reached.complete(null);
        }
    }

    @Override
    public CompletableFuture<Long> termOf(Peer peer) {
        return ask(peer, to -> CompletableFuture.completedFuture(to.log.term()));
    }

    @Override
    public CompletableFuture<Long> readIndexFrom(Peer leader) {
        return ask(leader, to -> to.barrier.readIndexAsLeader());
    }

    private CompletableFuture<Long> ask(
            Peer peer, java.util.function.Function<SimulatedMember, CompletableFuture<Long>> question) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        SimulatedMember to = members.get(peer.memberId());
        if (to == null) {
            throw new AssertionError(ErrorCode.INTERNAL + ": no member " + peer.memberId());
        }
        time.soon(MESSAGE_MAX, () -> {
            if (lost(to)) {
                loseOrFail(answer);
                return;
            }
            question.apply(to)
                    .whenComplete((value, failure) -> time.soon(MESSAGE_MAX, () -> {
                        if (lost(to) || failure != null) {
                            loseOrFail(answer);
                        } else {
                            answer.complete(value);
                        }
                    }));
        });
        return answer;
    }

    private boolean lost(SimulatedMember to) {
        return log.isCut() || to.log.isCut() || time.chance(0.02);
    }

    private void loseOrFail(CompletableFuture<Long> answer) {
        if (time.chance(0.5)) {
            answer.completeExceptionally(new IllegalStateException("connection lost"));
        }
    }
}
