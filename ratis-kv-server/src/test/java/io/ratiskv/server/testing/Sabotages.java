package io.ratiskv.server.testing;

import io.ratiskv.server.ServerParts;
import io.ratiskv.server.membership.MembershipParts;
import io.ratiskv.server.membership.WeakMembership;
import io.ratiskv.server.propose.LogClock;
import io.ratiskv.server.propose.ReplicatedLog;
import io.ratiskv.server.raft.AppliedListener;
import io.ratiskv.server.raft.EmptyState;
import io.ratiskv.server.raft.RaftParts;
import io.ratiskv.server.raft.RatisMember;
import io.ratiskv.server.raft.WeakHolds;
import io.ratiskv.server.raft.WeakLogs;
import io.ratiskv.server.raft.WeakParts;
import io.ratiskv.server.raft.WeakSteps;
import io.ratiskv.server.read.ReadIndexSource;
import io.ratiskv.server.read.StateReader;
import io.ratiskv.server.watch.WatchParts;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Every way in which a member can be made to break its word, by name: one mechanism each. */
final class Sabotages {
    /** Longer than any step that a clock makes. */
    private static final Duration ANY_STEP = Duration.ofDays(1_000);

    private static final Map<String, Supplier<ServerParts>> BY_NAME = new TreeMap<>();

    static {
        // Linearizable reads.
        BY_NAME.put("ratis-read", () -> readIndex(WeakParts::ratisReadIndex));
        BY_NAME.put("no-barrier", () -> readIndex((member, barrier) -> WeakParts.noBarrier()));
        BY_NAME.put("minority-barrier", () -> readIndex(WeakParts::minority));
        BY_NAME.put("read-not-awaited", () -> readIndex((member, barrier) -> WeakParts.notAwaited(barrier)));
        // Other reads.
        BY_NAME.put("torn-range", () -> state(WeakReads::torn));
        BY_NAME.put("lost-at-page-end", () -> state(WeakReads::losingAtPageEnds));
        BY_NAME.put("any-min-revision", Sabotages::anyMinRevision);
        BY_NAME.put("unproved-age", Sabotages::unprovedAge);
        // Proposing and answering.
        BY_NAME.put("no-sessions", () -> log(member -> WeakLogs.withoutSessions(member.log())));
        BY_NAME.put("no-validation", () -> log(member -> WeakLogs.withoutValidation(member.log())));
        BY_NAME.put("no-range-validation", () -> log(member -> WeakLogs.withoutRanges(member.log())));
        BY_NAME.put("validation-off-by-one", () -> log(WeakLogs::readRevisionOffByOne));
        BY_NAME.put("compare-at-proposer", () -> log(WeakLogs::comparesAtProposer));
        BY_NAME.put("dropped-write", () -> log(WeakLogs::droppingPuts));
        BY_NAME.put("refused-but-done", () -> log(member -> WeakLogs.refusingWhatIsDone(member.log())));
        BY_NAME.put("unknown-is-not-done", () -> log(member -> WeakLogs.unknownIsNotDone(member.log())));
        BY_NAME.put("swapped-answers", () -> log(member -> WeakLogs.swappingAnswers(member.log())));
        // Watches.
        BY_NAME.put("watch-resume-off-by-one", () -> watch(WeakWatches.resumingOffByOne()));
        BY_NAME.put("watch-compaction-off-by-one", () -> watch(WeakWatches.compactionOffByOne()));
        BY_NAME.put("watch-drops-on-overflow", () -> watch(WeakWatches.droppingOnOverflow()));
        BY_NAME.put("watch-no-fragment-mark", () -> watch(WeakWatches.notMarkingParts()));
        BY_NAME.put("watch-prev-wrong", () -> watch(WeakWatches.wrongPrevious()));
        // From the log to the state.
        BY_NAME.put("order-of-chance", () -> raft(WeakSteps.orderOfChance()));
        BY_NAME.put("local-clock", () -> raft(WeakSteps.localClock()));
        BY_NAME.put("skips-after-restart", () -> raft(WeakSteps.skipsAfterRestart()));
        BY_NAME.put("repeats-after-restart", () -> raft(WeakSteps.repeatsAfterRestart()));
        BY_NAME.put("later-answer", () -> raft(WeakSteps.laterAnswers()));
        BY_NAME.put("compacts-too-far", () -> raft(WeakSteps.compactsOneTooFar()));
        BY_NAME.put("snapshot-without-sessions", () -> raft(WeakSteps.restoresWithoutSessions()));
        BY_NAME.put("snapshot-too-old", () -> raft(WeakSteps.restoresTooLittle()));
        BY_NAME.put("unsafe-flush", () -> raft(WeakSteps.unsafeFlush()));
        // Leases and fences.
        BY_NAME.put("lease-early", () -> raft(WeakHolds.leasesEndEarly()));
        BY_NAME.put("lease-keys-left", () -> raft(WeakHolds.leaseKeysLeft()));
        BY_NAME.put("fence-not-persisted", () -> raft(WeakHolds.fencesForgotten()));
        BY_NAME.put("fence-unchecked", () -> raft(WeakHolds.fencesUnchecked()));
        BY_NAME.put("clock-unguarded", Sabotages::unguardedClock);
        // Members.
        BY_NAME.put("same-life", () -> membership(WeakMembership.sameLifeForEver()));
        BY_NAME.put("forms-alone", () -> membership(WeakMembership.formingAlone()));
        BY_NAME.put("done-too-soon", () -> membership(WeakMembership.doneTooSoon()));
        BY_NAME.put("answers-for-others", () -> raft(WeakParts.answeringForOthers()));
        // No promise to break: what the log alone carries, for measurements.
        BY_NAME.put("empty-state", () -> raft(EmptyState.answeringPuts()));
    }

    private Sabotages() {}

    /**
     * The parts of a member sabotaged in this way.
     *
     * @throws IllegalArgumentException if there is no such way
     */
    static ServerParts named(String name) {
        Supplier<ServerParts> parts = BY_NAME.get(name);
        if (parts == null) {
            throw new IllegalArgumentException(
                    "-Dratiskv.sabotage must be one of " + BY_NAME.keySet() + ", not '" + name + "'");
        }
        return parts.get();
    }

    private static ServerParts readIndex(Indexes indexes) {
        return new ServerParts() {
            @Override
            public ReadIndexSource readIndex(RatisMember member, ReadIndexSource barrier) {
                return indexes.of(member, barrier);
            }
        };
    }

    private static ServerParts state(UnaryOperator<StateReader> weaken) {
        return new ServerParts() {
            @Override
            public StateReader state(StateReader live) {
                return weaken.apply(live);
            }
        };
    }

    private static ServerParts log(Function<RatisMember, ReplicatedLog> weaken) {
        return new ServerParts() {
            @Override
            public ReplicatedLog log(RatisMember member) {
                return weaken.apply(member);
            }
        };
    }

    private static ServerParts raft(RaftParts weak) {
        return new ServerParts() {
            @Override
            public RaftParts raft() {
                return weak;
            }
        };
    }

    private static ServerParts membership(MembershipParts weak) {
        return new ServerParts() {
            @Override
            public MembershipParts membership() {
                return weak;
            }
        };
    }

    private static ServerParts watch(WatchParts weak) {
        return new ServerParts() {
            @Override
            public WatchParts watch() {
                return weak;
            }
        };
    }

    private static ServerParts anyMinRevision() {
        return new ServerParts() {
            @Override
            public AppliedListener applied(AppliedListener reads) {
                return WeakReads.anyRevision(reads);
            }
        };
    }

    private static ServerParts unprovedAge() {
        return new ServerParts() {
            @Override
            public LongSupplier readClock() {
                return WeakReads.slowClock();
            }
        };
    }

    private static ServerParts unguardedClock() {
        return new ServerParts() {
            @Override
            public LogClock logClock(LongSupplier appliedLogTimeMs) {
                return new LogClock(appliedLogTimeMs, System::nanoTime, ANY_STEP);
            }
        };
    }

    @FunctionalInterface
    private interface Indexes {
        ReadIndexSource of(RatisMember member, ReadIndexSource barrier);
    }
}
