package io.ratiskv.server.config;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The cluster this member belongs to.
 *
 * @param id its name; clients and members of another one are refused
 * @param members who forms it when it is born; afterwards the replicated configuration rules
 * @param bootstrap form the group from {@code members} if the data directory is empty; else wait to be added
 */
public record ClusterConfig(String id, List<ClusterMember> members, boolean bootstrap) {
    static final Setting<String> ID = Setting.text(
            "cluster.id", "Name of the cluster. Members and clients of a cluster with another name are refused.");

    static final Setting<List<ClusterMember>> PEERS = Setting.list(
            "cluster.peers",
            ClusterMember::parse,
            "id=raftHost:raftPort/clientHost:clientPort, ...",
            "Every member that forms the cluster, this one included, the same on each of them. Read at the first boot;"
                    + " afterwards the replicated configuration rules.");

    static final Setting<Boolean> BOOTSTRAP = Setting.flag(
            "cluster.bootstrap",
            true,
            "At the first boot: true forms the cluster together with all of cluster.peers, in whatever order they start; a member"
                    + " that finds it formed without it asks to take its place again. false waits to be added to a running one.");

    static final List<Setting<?>> SETTINGS = List.of(ID, PEERS, BOOTSTRAP);

    static ClusterConfig from(Settings settings) {
        return new ClusterConfig(settings.get(ID), settings.get(PEERS), settings.get(BOOTSTRAP));
    }

    static void check(Settings settings, Problems problems) {
        if (!settings.have(PEERS, BOOTSTRAP)) {
            return;
        }
        List<ClusterMember> members = settings.get(PEERS);
        checkUnique(members, problems);
        if (!settings.get(BOOTSTRAP)) {
            return;
        }
        problems.check(
                !members.isEmpty(),
                PEERS + " is required to form a cluster; a member that joins one is started with " + BOOTSTRAP
                        + "=false");
        if (settings.have(MemberConfig.ID) && !members.isEmpty()) {
            String self = settings.get(MemberConfig.ID);
            problems.check(
                    members.stream().anyMatch(m -> m.id().equals(self)),
                    MemberConfig.ID + " = \"" + self + "\" is not among " + PEERS + ": "
                            + members.stream().map(ClusterMember::id).toList());
        }
    }

    private static void checkUnique(List<ClusterMember> members, Problems problems) {
        Set<String> ids = new HashSet<>();
        Set<String> addresses = new HashSet<>();
        for (ClusterMember member : members) {
            problems.check(ids.add(member.id()), PEERS + " names the member " + member.id() + " more than once");
            for (Address address : List.of(member.raft(), member.client())) {
                problems.check(
                        addresses.add(address.toString()), PEERS + " uses the address " + address + " more than once");
            }
        }
    }

    /** The entry of a member in {@link #members()}, if it is named there. */
    public Optional<ClusterMember> member(String memberId) {
        return find(members, memberId);
    }

    static Optional<ClusterMember> find(List<ClusterMember> members, String memberId) {
        return members.stream().filter(m -> m.id().equals(memberId)).findFirst();
    }

    /** The Raft group's number, which every member derives alike from the cluster's name. */
    public UUID groupId() {
        return UUID.nameUUIDFromBytes(("ratis-kv/" + id).getBytes(StandardCharsets.UTF_8));
    }
}
