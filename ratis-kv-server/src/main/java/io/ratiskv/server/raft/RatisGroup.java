package io.ratiskv.server.raft;

import io.ratiskv.server.membership.Group;
import io.ratiskv.server.membership.GroupMember;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.MemberId;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpcWithProxy;

/**
 * Changes of the group over Ratis: compare-and-set, so that a change made from an old picture is refused, with Ratis'
 * staging, which fills a new member before it counts.
 */
final class RatisGroup implements Group, AutoCloseable {
    private final RaftServer server;
    private final RaftServer.Division division;
    private final Supplier<LogStatus> status;
    private final LongSupplier snapshotBytes;
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong nextCallId = new AtomicLong(1);
    private final ExecutorService connecting = Executors.newSingleThreadExecutor(task -> {
        Thread t = new Thread(task, "connect");
        t.setDaemon(true);
        return t;
    });

    RatisGroup(
            RaftServer server, RaftServer.Division division, Supplier<LogStatus> status, LongSupplier snapshotBytes) {
        this.server = server;
        this.division = division;
        this.status = status;
        this.snapshotBytes = snapshotBytes;
    }

    @Override
    public MemberId self() {
        return MemberId.parse(division.getId().toString());
    }

    @Override
    public LogStatus status() {
        return status.get();
    }

    @Override
    public Configuration configuration() {
        RaftConfiguration conf = division.getRaftConf();
        List<GroupMember> members = conf.getCurrentPeers().stream()
                .map(RatisGroup::member)
                .sorted(Comparator.comparing(GroupMember::name))
                .toList();
        return new Configuration(members, !conf.getPreviousPeers().isEmpty());
    }

    @Override
    public CompletableFuture<Void> change(List<GroupMember> from, List<GroupMember> to) {
        SetConfigurationRequest.Arguments arguments = SetConfigurationRequest.Arguments.newBuilder()
                .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                .setServersInCurrentConf(peers(from))
                .setServersInNewConf(peers(to))
                .build();
        // One who was a member before has a connection of that time, which may lead to where it was then (seen: a try
        // to
        // connect there held a change up for 24 s). Ratis would use it, and nobody looks after it before it is a
        // member.
        List<String> back = to.stream()
                .map(member -> member.id().raftId())
                .filter(id -> from.stream().noneMatch(m -> m.id().raftId().equals(id)))
                .toList();
        return CompletableFuture.runAsync(() -> back.forEach(this::connectAnew), connecting)
                .thenCompose(anew -> answered(() -> server.setConfigurationAsync(new SetConfigurationRequest(
                        clientId, server.getId(), groupId(), nextCallId.getAndIncrement(), arguments))));
    }

    /** Has Raft give up its connection to this member, if it has one, and look it up and connect anew. May block for seconds. */
    void connectAnew(String raftId) {
        ((RaftServerRpcWithProxy<?, ?>) server.getServerRpc()).getProxies().resetProxy(RaftPeerId.valueOf(raftId));
    }

    @Override
    public void close() {
        connecting.shutdownNow();
    }

    @Override
    public CompletableFuture<Void> transferLeadership(MemberId to, Duration atMost) {
        return answered(() -> server.transferLeadershipAsync(new TransferLeadershipRequest(
                clientId,
                server.getId(),
                groupId(),
                nextCallId.getAndIncrement(),
                RaftPeerId.valueOf(to.raftId()),
                atMost.toMillis())));
    }

    @Override
    public long snapshotBytes() {
        return snapshotBytes.getAsLong();
    }

    private RaftGroupId groupId() {
        return division.getGroup().getGroupId();
    }

    /** Ratis answers some failures and throws others. */
    private interface Call {
        CompletableFuture<RaftClientReply> submit() throws IOException;
    }

    private static CompletableFuture<Void> answered(Call call) {
        try {
            return call.submit().thenAccept(reply -> {
                if (!reply.isSuccess()) {
                    Exception why = reply.getException();
                    throw new IllegalStateException(why == null ? "refused" : String.valueOf(why.getMessage()), why);
                }
            });
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static List<RaftPeer> peers(List<GroupMember> members) {
        return members.stream()
                .map(m -> RaftPeer.newBuilder()
                        .setId(m.id().raftId())
                        .setAddress(m.raftAddress())
                        .setClientAddress(m.clientAddress())
                        .build())
                .toList();
    }

    private static GroupMember member(RaftPeer peer) {
        return new GroupMember(MemberId.parse(peer.getId().toString()), peer.getAddress(), peer.getClientAddress());
    }
}
