package io.ratiskv.server.raft;

import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.util.TimeDuration;
import org.apache.ratis.util.Timestamp;

/**
 * Ratis' appender, which has its leader look at a new member that has fallen silent while it was being filled.
 *
 * <p>The leader gives such a member up after the staging timeout, but Ratis 3.3.0 looks for that only when the new member
 * answers, or in moments in which nothing at all is committed. Under load there are none: a change whose new member had
 * come back as another life was under way for ever (seen), and no other change was possible.
 */
final class StagingAppender extends GrpcLogAppender {
    private static final TimeDuration LOOK_EVERY = TimeDuration.ONE_SECOND;

    private final TimeDuration stagingTimeout;
    // Only used by the appender's thread.
    private Timestamp looked = Timestamp.currentTime();

    StagingAppender(RaftServer.Division server, LeaderState leader, FollowerInfo follower) {
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
        }
        return super.shouldSendAppendEntries();
    }
}
