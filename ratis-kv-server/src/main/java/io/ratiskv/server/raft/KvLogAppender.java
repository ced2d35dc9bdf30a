package io.ratiskv.server.raft;

import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.util.TimeDuration;
import org.apache.ratis.util.Timestamp;

/**
 * Ratis' appender, in two respects more patient with nobody.
 *
 * <p><b>Silent new members.</b> The leader gives such a member up after the staging timeout, but Ratis 3.3.0 looks for that only when the new member
 * answers, or in moments in which nothing at all is committed. Under load there are none: a change whose new member had
 * come back as another life was under way for ever (seen), and no other change was possible.
 *
 * <p><b>Answers that were lost.</b> A connection that is made anew takes along the answers that were on their way. Ratis 3.3.0
 * goes on behind the entries they were about, and learns of them with the next entry; answers to heartbeats do not say how
 * far a log goes. As long as entries are awaited there is no next one: all stood still (seen, after disks had stalled for
 * seconds). So the last entry is sent again; see {@link Unanswered}.
 */
final class KvLogAppender extends GrpcLogAppender {
    private static final TimeDuration LOOK_EVERY = TimeDuration.ONE_SECOND;

    private final TimeDuration stagingTimeout;
    // Only used by the appender's thread.
    private Timestamp looked = Timestamp.currentTime();
    private final Unanswered unanswered = new Unanswered(System::nanoTime);

    KvLogAppender(RaftServer.Division server, LeaderState leader, FollowerInfo follower) {
        super(server, leader, follower);
        this.stagingTimeout =
                RaftServerConfigKeys.stagingTimeout(server.getRaftServer().getProperties());
    }

    /** Asked in every round of the appender, at least once in a heartbeat's time. */
    @Override
    public boolean shouldSendAppendEntries() {
        if (looked.elapsedTime().compareTo(LOOK_EVERY) >= 0) {
            looked = Timestamp.currentTime();
            if (getLeaderState().isFollowerBootstrapping(getFollower())
                    && getFollower().getLastRpcResponseTime().elapsedTime().compareTo(stagingTimeout) > 0) {
                // Of a member that is being filled this has the leader look at how far it is, and nothing else.
                getLeaderState().onFollowerSuccessAppendEntries(getFollower());
            }
            if (unanswered.sendAgain(new Unanswered.Progress(
                    getFollower().getMatchIndex(),
                    getFollower().getNextIndex(),
                    getFollower().getCommitIndex(),
                    getRaftLog().getNextIndex(),
                    getRaftLog().getLastCommittedIndex()))) {
                getFollower().computeNextIndex(next -> next - 1);
            }
        }
        return super.shouldSendAppendEntries();
    }
}
