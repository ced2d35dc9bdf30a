package io.ratiskv.server.config;

import java.util.List;
import java.util.Optional;

/**
 * Where this member listens. Where others find it stands in {@code cluster.peers}, the same on every member.
 *
 * @param clientListen socket for clients and for other members' read barriers
 * @param raftListen socket for the other members' Raft traffic
 */
public record NetworkConfig(Address clientListen, Address raftListen) {
    static final Setting<Optional<Address>> CLIENT_LISTEN = Setting.address(
            "client.listen",
            "own entry in cluster.peers",
            "Where clients are served, for instance 0.0.0.0:7100. There is no authentication yet: only on a network"
                    + " whose every host may read and write everything.");

    static final Setting<Optional<Address>> RAFT_LISTEN = Setting.address(
            "raft.listen",
            "own entry in cluster.peers",
            "Where the other members' Raft traffic is served, for instance 0.0.0.0:7200.");

    static final List<Setting<?>> SETTINGS = List.of(CLIENT_LISTEN, RAFT_LISTEN);

    static NetworkConfig from(Settings settings) {
        Optional<ClusterMember> self = self(settings);
        return new NetworkConfig(
                settings.get(CLIENT_LISTEN)
                        .or(() -> self.map(ClusterMember::client))
                        .orElseThrow(),
                settings.get(RAFT_LISTEN)
                        .or(() -> self.map(ClusterMember::raft))
                        .orElseThrow());
    }

    static void check(Settings settings, Problems problems) {
        // A member that should be among the peers and is not is ClusterConfig's to report.
        if (!settings.have(MemberConfig.ID, ClusterConfig.PEERS, ClusterConfig.BOOTSTRAP)
                || settings.get(ClusterConfig.BOOTSTRAP)
                || self(settings).isPresent()) {
            return;
        }
        for (Setting<Optional<Address>> listen : List.of(CLIENT_LISTEN, RAFT_LISTEN)) {
            problems.check(
                    !settings.have(listen) || settings.get(listen).isPresent(),
                    listen + " is required for a member that is not among " + ClusterConfig.PEERS);
        }
    }

    private static Optional<ClusterMember> self(Settings settings) {
        return ClusterConfig.find(settings.get(ClusterConfig.PEERS), settings.get(MemberConfig.ID));
    }
}
