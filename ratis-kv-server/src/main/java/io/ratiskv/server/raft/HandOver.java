package io.ratiskv.server.raft;

import io.ratiskv.server.propose.LogPosition;
import io.ratiskv.server.propose.MemberId;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.ratis.client.impl.ClientProtoUtils;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.RaftServerProtocol;
import org.apache.ratis.server.protocol.TermIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How leadership passes from one member to another without waiting for the election timeout.
 *
 * <p>Thread: any.
 */
public final class HandOver {
    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
    // Writes wait meanwhile: less than the time for which a client tries.
    private static final long TRY_MILLIS = 1_000;

    private final RaftServer server;
    private final RaftServer.Division division;
    private final Supplier<LogPosition> lastEntry;
    private final long silenceMillis;

    /**
     * @param lastEntry newest entry of this member's log
     * @param silence followers answer two heartbeats in that time, and everything else
     */
    HandOver(RaftServer server, RaftServer.Division division, Supplier<LogPosition> lastEntry, Duration silence) {
        this.server = server;
        this.division = division;
        this.lastEntry = lastEntry;
        this.silenceMillis = silence.toMillis();
    }

    /**
     * Hands leadership to another member, if this one leads; returns whether somebody else leads now. Only members that
     * answer are tried: while one is, writes wait.
     */
    public boolean toAnother(Duration atMost) throws InterruptedException {
        if (!division.getInfo().isLeader()) {
            return true;
        }
        long deadline = System.nanoTime() + atMost.toNanos();
        for (RaftPeerId heir : heirs(division.getInfo().getRoleInfoProto(), silenceMillis)) {
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis > 0 && transferTo(heir, Math.min(leftMillis, TRY_MILLIS))) {
                return true;
            }
        }
        return false;
    }

    /** Voters that have answered this leader lately, whoever did so last first. */
    static List<RaftPeerId> heirs(RoleInfoProto role, long silenceMillis) {
        return role.getLeaderInfo().getFollowerInfoList().stream()
                .filter(follower -> follower.getLastRpcElapsedTimeMs() <= silenceMillis)
                .sorted(Comparator.comparingLong(ServerRpcProto::getLastRpcElapsedTimeMs))
                .map(follower -> RaftPeerId.valueOf(follower.getId().getId()))
                .toList();
    }

    /**
     * Stands for election now, as if the leader had asked for it, without waiting for the election timeout. Only when the
     * leader is known to be gone: its successor is chosen by votes as ever, but a living leader would be deposed.
     *
     * @param leaderId the leader that is gone; nothing happens if this member has come to follow another
     * @return whether this member stands
     */
    public boolean standInPlaceOf(String leaderId) throws IOException {
        LogPosition last = lastEntry.get();
        return ((RaftServerProtocol) division)
                .startLeaderElection(StartLeaderElectionRequestProto.newBuilder()
                        .setServerRequest(ClientProtoUtils.toRaftRpcRequestProtoBuilder(
                                RaftGroupMemberId.valueOf(
                                        RaftPeerId.valueOf(leaderId),
                                        division.getGroup().getGroupId()),
                                division.getId()))
                        .setLeaderLastEntry(
                                TermIndex.valueOf(last.term(), last.index()).toProto())
                        .build())
                .getServerReply()
                .getSuccess();
    }

    private boolean transferTo(RaftPeerId peer, long millis) throws InterruptedException {
        try {
            RaftClientReply reply = server.transferLeadershipAsync(new TransferLeadershipRequest(
                            ClientId.randomId(),
                            server.getId(),
                            division.getGroup().getGroupId(),
                            1,
                            peer,
                            millis))
                    .get(millis, TimeUnit.MILLISECONDS);
            return reply.isSuccess();
        } catch (IOException | ExecutionException | TimeoutException e) {
            LOG.info("Leadership was not handed to {}: {}", MemberId.nameOf(peer.toString()), e.toString());
            return false;
        }
    }
}
