package io.ratiskv.server;

import io.ratiskv.server.command.LogFormats;
import io.ratiskv.server.membership.MembershipParts;
import io.ratiskv.server.propose.LogClock;
import io.ratiskv.server.propose.ReplicatedLog;
import io.ratiskv.server.raft.AppliedListener;
import io.ratiskv.server.raft.RaftParts;
import io.ratiskv.server.raft.RatisMember;
import io.ratiskv.server.read.ReadIndexSource;
import io.ratiskv.server.read.StateReader;
import io.ratiskv.server.watch.WatchParts;
import java.util.function.LongSupplier;

/**
 * The mechanisms that a member's promises stand on, as seams: tests put something weaker in their place and must see the
 * promise broken. No configuration reaches this; the product only ever uses {@link #STANDARD}.
 */
public interface ServerParts {
    /** What the product runs with. */
    ServerParts STANDARD = new ServerParts() {};

    /** How entries and snapshots become state. */
    default RaftParts raft() {
        return RaftParts.STANDARD;
    }

    /** How members are known, come together and change. */
    default MembershipParts membership() {
        return MembershipParts.STANDARD;
    }

    /** Formats of entries that this build knows: tests are the next build. */
    default LogFormats formats() {
        return LogFormats.OURS;
    }

    /** Where writes go. */
    default ReplicatedLog log(RatisMember member) {
        return member.log();
    }

    /** Where linearizable reads get their index. */
    default ReadIndexSource readIndex(RatisMember member, ReadIndexSource barrier) {
        return barrier;
    }

    /** What reads are served from. */
    default StateReader state(StateReader live) {
        return live;
    }

    /** Who tells the reads how far this member has applied. */
    default AppliedListener applied(AppliedListener reads) {
        return reads;
    }

    /** What stamps entries with log time. */
    default LogClock logClock(LongSupplier appliedLogTimeMs) {
        return new LogClock(appliedLogTimeMs, System::nanoTime);
    }

    /** How watches are told. */
    default WatchParts watch() {
        return WatchParts.STANDARD;
    }

    /** The clock of read deadlines and of the age of this member's state, in nanoseconds. */
    default LongSupplier readClock() {
        return System::nanoTime;
    }
}
