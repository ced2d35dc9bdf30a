package io.ratiskv.server;

import io.ratiskv.server.admin.Check;
import io.ratiskv.server.admin.Health;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.raft.RatisMember;
import java.util.List;
import java.util.function.Supplier;

/**
 * Whether this member lives and is ready. It lives as long as a restart would not mend anything: a member alone in its half
 * of a partition, or one that catches up, lives.
 *
 * <p>Thread: {@link #look} by {@code timer}, the rest by any.
 */
final class MemberHealth implements Health.Source {
    /**
     * So many looks in a row nothing was applied though something waits. Looks, not seconds: a machine that was asleep has
     * not looked meanwhile. Applying may stand still for as long as a snapshot is installed, or a huge entry is applied.
     */
    static final int STUCK_LOOKS = 240;

    private final Facts facts;
    private final long lagMax;
    private long lastApplied = -1;
    private volatile int looksWithoutProgress;

    /** What there is to look at; none of it may block. */
    interface Facts {
        LogStatus log();

        /** Newest entry that any member is known to have committed. */
        long knownCommitIndex();

        /** Whether this member's part in its group is over. */
        boolean stopped();

        /** Whether this member is in the configuration, as known here. */
        boolean inConfiguration();

        /** Whether there is a store to read from. */
        boolean hasState();

        /** What this member complains of, as sentences. */
        List<String> alarms();
    }

    /** @param lagMax entries that a ready member may have left to apply */
    MemberHealth(Facts facts, long lagMax) {
        this.facts = facts;
        this.lagMax = lagMax;
    }

    static Facts of(RatisMember member, Supplier<List<String>> alarms) {
        return new Facts() {
            @Override
            public LogStatus log() {
                return member.log().status();
            }

            @Override
            public long knownCommitIndex() {
                return member.knownCommitIndex();
            }

            @Override
            public boolean stopped() {
                return member.stopped();
            }

            @Override
            public boolean inConfiguration() {
                return member.group().configuration().contains(member.group().self());
            }

            @Override
            public boolean hasState() {
                try {
                    member.state().get();
                    return true;
                } catch (NotAppendedException installing) {
                    return false;
                }
            }

            @Override
            public List<String> alarms() {
                return alarms.get();
            }
        };
    }

    /** Called every half a second. */
    void look() {
        LogStatus log = facts.log();
        boolean moved = log.appliedIndex() != lastApplied;
        boolean waiting = log.commitIndex() > log.appliedIndex();
        lastApplied = log.appliedIndex();
        looksWithoutProgress = moved || !waiting || !facts.hasState() ? 0 : looksWithoutProgress + 1;
    }

    @Override
    public List<Check> liveness() {
        boolean stopped = facts.stopped();
        boolean stuck = looksWithoutProgress >= STUCK_LOOKS;
        LogStatus log = facts.log();
        return List.of(
                Check.of("raft-group", !stopped, stopped ? "this member's part in its group has ended" : "takes part"),
                Check.of(
                        "applying",
                        !stuck,
                        stuck
                                ? "entry " + (log.appliedIndex() + 1)
                                        + " is committed and has not been applied for minutes"
                                : "entry " + log.appliedIndex() + " of " + log.commitIndex() + " committed"));
    }

    @Override
    public List<Check> readiness() {
        LogStatus log = facts.log();
        long lag = Math.max(log.commitIndex(), facts.knownCommitIndex()) - log.appliedIndex();
        List<String> alarms = facts.alarms();
        boolean member = facts.inConfiguration();
        return List.of(
                Check.of(
                        "configuration",
                        member,
                        member ? "a member" : "not a member of the group, as far as known here"),
                Check.of(
                        "leader",
                        log.leaderId() != null,
                        log.leaderId() == null
                                ? "none is known"
                                : MemberId.nameOf(log.leaderId()) + " leads term " + log.term()),
                Check.of("store", facts.hasState(), facts.hasState() ? "open" : "a snapshot is being installed"),
                Check.of(
                        "apply-lag",
                        lag <= lagMax,
                        Math.max(0, lag) + " entries behind; at most " + lagMax + " are fine"),
                // Never unready for it: reads and deletes work here, and nobody could make room if no member were
                // ready.
                Check.of("space", true, alarms.isEmpty() ? "has room" : String.join("; ", alarms)));
    }
}
