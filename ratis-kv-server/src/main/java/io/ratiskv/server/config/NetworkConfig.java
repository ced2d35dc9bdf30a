package io.ratiskv.server.config;

import java.util.List;
import java.util.Optional;

/**
 * Where this member listens, and where others find it.
 *
 * @param clientListen socket for clients and for other members' read barriers
 * @param clientAdvertised what is told to clients that look for this member
 * @param raftListen socket for the other members' Raft traffic
 * @param raftAdvertised what the other members connect to
 */
public record NetworkConfig(
        Address clientListen, Address clientAdvertised, Address raftListen, Address raftAdvertised) {
    static final Setting<Optional<Address>> CLIENT_LISTEN = Setting.address(
            "client.listen",
            "as advertised",
            "Where clients are served, for instance 0.0.0.0:7100. There is no authentication yet: only on a network"
                    + " whose every host may read and write everything.");

    static final Setting<Optional<Address>> CLIENT_ADVERTISE = Setting.address(
            "client.advertise",
            "own entry in cluster.peers",
            "Where clients find this member. Only for a member that is not named in cluster.peers.");

    static final Setting<Optional<Address>> RAFT_LISTEN = Setting.address(
            "raft.listen",
            "as advertised",
            "Where the other members' Raft traffic is served, for instance 0.0.0.0:7200.");

    static final Setting<Optional<Address>> RAFT_ADVERTISE = Setting.address(
            "raft.advertise",
            "own entry in cluster.peers",
            "Where the other members find this member's Raft. Only for a member that is not named in cluster.peers.");

    static final List<Setting<?>> SETTINGS = List.of(CLIENT_LISTEN, CLIENT_ADVERTISE, RAFT_LISTEN, RAFT_ADVERTISE);

    static NetworkConfig from(Settings settings) {
        Optional<ClusterMember> self = self(settings);
        Address client = advertised(settings, CLIENT_ADVERTISE, CLIENT_LISTEN, self.map(ClusterMember::client));
        Address raft = advertised(settings, RAFT_ADVERTISE, RAFT_LISTEN, self.map(ClusterMember::raft));
        return new NetworkConfig(
                settings.get(CLIENT_LISTEN).orElse(client),
                client,
                settings.get(RAFT_LISTEN).orElse(raft),
                raft);
    }

    private static Address advertised(
            Settings settings,
            Setting<Optional<Address>> advertise,
            Setting<Optional<Address>> listen,
            Optional<Address> inPeers) {
        return settings.get(advertise)
                .or(() -> inPeers)
                .or(() -> settings.get(listen))
                .orElseThrow();
    }

    static void check(Settings settings, Problems problems) {
        if (!settings.have(MemberConfig.ID, ClusterConfig.PEERS, ClusterConfig.BOOTSTRAP)) {
            return;
        }
        Optional<ClusterMember> self = self(settings);
        checkPair(settings, CLIENT_ADVERTISE, CLIENT_LISTEN, self.map(ClusterMember::client), problems);
        checkPair(settings, RAFT_ADVERTISE, RAFT_LISTEN, self.map(ClusterMember::raft), problems);
    }

    private static void checkPair(
            Settings settings,
            Setting<Optional<Address>> advertise,
            Setting<Optional<Address>> listen,
            Optional<Address> inPeers,
            Problems problems) {
        if (!settings.have(advertise, listen)) {
            return;
        }
        Optional<Address> advertised = settings.get(advertise);
        if (advertised.isPresent() && inPeers.isPresent()) {
            problems.check(
                    advertised.equals(inPeers),
                    advertise + " = " + advertised.get() + " contradicts " + ClusterConfig.PEERS + ", which has "
                            + inPeers.get());
        }
        Optional<Address> found = advertised.or(() -> inPeers).or(() -> settings.get(listen));
        // A member missing from cluster.peers when it should be there is ClusterConfig's to report.
        if (found.isEmpty()) {
            problems.check(
                    settings.get(ClusterConfig.BOOTSTRAP),
                    advertise + " or " + listen + " is required for a member that joins a cluster");
        } else {
            problems.check(
                    !found.get().isWildcard() && found.get().port() != 0,
                    listen + " = " + found.get() + " is nothing that others can connect to: give " + advertise);
        }
    }

    private static Optional<ClusterMember> self(Settings settings) {
        return ClusterConfig.find(settings.get(ClusterConfig.PEERS), settings.get(MemberConfig.ID));
    }
}
