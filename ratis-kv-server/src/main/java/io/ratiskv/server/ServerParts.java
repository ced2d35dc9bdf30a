package io.ratiskv.server;

import io.ratiskv.server.propose.ReplicatedLog;
import io.ratiskv.server.raft.RatisMember;
import io.ratiskv.server.read.ReadIndexSource;

/**
 * The mechanisms that a member's promises stand on, as seams: tests put something weaker in their place and must see the
 * promise broken. No configuration reaches this; the product only ever uses {@link #STANDARD}.
 */
public interface ServerParts {
    /** What the product runs with. */
    ServerParts STANDARD = new ServerParts() {};

    /** Where writes go. */
    default ReplicatedLog log(RatisMember member) {
        return member.log();
    }

    /** Where linearizable reads get their index. */
    default ReadIndexSource readIndex(RatisMember member, ReadIndexSource barrier) {
        return barrier;
    }
}
