package io.ratiskv.server.raft;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;

/** Ratis' servers, built with our settings and not started. */
final class RaftServers {
    private RaftServers() {}

    static RaftServer of(
            RaftMemberConfig config, DataDirectory directory, KvStateMachine machine, HeldLog log, RaftParts parts)
            throws IOException {
        RaftProperties properties = parts.settings(RatisSettings.of(config, directory.raft()));
        RaftGroupId groupId = groupId(config.clusterId());
        List<RaftPeer> peers = config.members().stream().map(RaftServers::peer).toList();
        return RaftServer.newBuilder()
                .setServerId(RaftPeerId.valueOf(config.memberId()))
                .setGroup(config.bootstrap() ? RaftGroup.valueOf(groupId, peers) : RaftGroup.valueOf(groupId))
                .setOption(RaftStorage.StartupOption.RECOVER)
                .setStateMachineRegistry(ignoredGroup -> machine)
                .setProperties(properties)
                .setParameters(guarded(config, log, parts))
                .build();
    }

    /** The guard that is added last is asked first. */
    private static Parameters guarded(RaftMemberConfig config, HeldLog log, RaftParts parts) {
        RequesteeGuard requestee = new RequesteeGuard(RaftPeerId.valueOf(config.memberId()));
        SnapshotGuard snapshots = new SnapshotGuard(log::goesBeyond);
        AppendsInTurn inTurn = new AppendsInTurn();
        Parameters parameters = new Parameters();
        GrpcConfigKeys.Server.setServicesCustomizer(parameters, (builder, types) -> {
            builder.intercept(inTurn).intercept(snapshots);
            return parts.refusesWhatIsForOthers() ? builder.intercept(requestee) : builder;
        });
        return parameters;
    }

    /** Raft knows a group by a number; we know it by a name. */
    static RaftGroupId groupId(String clusterId) {
        return RaftGroupId.valueOf(UUID.nameUUIDFromBytes(("ratis-kv/" + clusterId).getBytes(StandardCharsets.UTF_8)));
    }

    private static RaftPeer peer(RaftMemberConfig.Member member) {
        return RaftPeer.newBuilder()
                .setId(member.id())
                .setAddress(member.raftAddress())
                .setClientAddress(member.clientAddress())
                .build();
    }
}
