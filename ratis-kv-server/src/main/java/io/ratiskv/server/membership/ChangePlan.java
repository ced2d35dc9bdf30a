package io.ratiskv.server.membership;

import io.ratiskv.server.membership.Group.Configuration;
import io.ratiskv.server.membership.MembershipRefused.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From one configuration to the next, and whether the members that answer are enough for it. Pure: decides from what it is
 * given.
 */
record ChangePlan(List<GroupMember> from, List<GroupMember> to) {
    ChangePlan {
        from = List.copyOf(from);
        to = List.copyOf(to);
    }

    /** @throws MembershipRefused if the name or an address is taken */
    static ChangePlan adding(Configuration now, GroupMember member) {
        now.named(member.name()).ifPresent(known -> {
            throw new MembershipRefused(
                    Reason.NAME_TAKEN,
                    "member " + member.name() + " is in the cluster at " + known.raftAddress() + "/"
                            + known.clientAddress() + "; to move it use 'member replace', else choose another name");
        });
        requireFreeAddresses(now, member);
        List<GroupMember> to = new ArrayList<>(now.members());
        to.add(member);
        return new ChangePlan(now.members(), to);
    }

    /** @throws MembershipRefused if there is no such member, or an address belongs to yet another */
    static ChangePlan replacing(Configuration now, GroupMember member) {
        requireMember(now, member.name(), "to take in a new one use 'member add'");
        requireFreeAddresses(now, member);
        return new ChangePlan(
                now.members(),
                now.members().stream()
                        .map(m -> m.name().equals(member.name()) ? member : m)
                        .toList());
    }

    /** @throws MembershipRefused if nobody would be left */
    static ChangePlan removing(Configuration now, GroupMember member) {
        if (now.members().size() == 1) {
            throw new MembershipRefused(
                    Reason.LAST_VOTER,
                    member.name() + " is the only member: without it there is no cluster. Add another one first, or"
                            + " stop the process if the cluster is not needed any more");
        }
        return new ChangePlan(
                now.members(),
                now.members().stream().filter(m -> !m.equals(member)).toList());
    }

    /** Those who are in the new configuration only: they are filled before they count. */
    List<GroupMember> newcomers() {
        return to.stream()
                .filter(m -> from.stream().noneMatch(f -> f.id().equals(m.id())))
                .toList();
    }

    /**
     * Checks that a majority of the old configuration, and of the new one, is there to agree.
     *
     * @param answering ids of Raft's of the members that answer now; newcomers need not be among them
     */
    void requireQuorum(Set<String> answering) {
        Set<String> withNewcomers = Stream.concat(
                        answering.stream(), newcomers().stream().map(m -> m.id().raftId()))
                .collect(Collectors.toSet());
        requireMajority(from, answering, "now");
        requireMajority(to, withNewcomers, "afterwards");
        // One that counts as new is the only hope of nobody: the old members among the new ones must be the majority.
        int kept = to.size() - newcomers().size();
        if (newcomers().size() >= kept && !(from.size() == 1 && to.size() == 2)) {
            throw new MembershipRefused(
                    Reason.QUORUM,
                    "that would make " + newcomers().size() + " of " + to.size()
                            + " members new at once; the cluster could lose its majority. Add a member first");
        }
    }

    private static void requireMajority(List<GroupMember> members, Set<String> answering, String when) {
        List<String> silent = members.stream()
                .filter(m -> !answering.contains(m.id().raftId()))
                .map(GroupMember::name)
                .toList();
        int needed = members.size() / 2 + 1;
        int there = members.size() - silent.size();
        if (there < needed) {
            throw new MembershipRefused(
                    Reason.QUORUM,
                    "refused because the cluster would lose its quorum: " + when + " " + needed + " of "
                            + members.size() + " members must answer, and only " + there + " would; silent: "
                            + String.join(", ", silent) + ". Bring " + silent.get(0)
                            + " back first, or remove it before this change");
        }
    }

    static GroupMember requireMember(Configuration now, String name, String otherwise) {
        return now.named(name)
                .orElseThrow(() -> new MembershipRefused(
                        Reason.NOT_A_MEMBER,
                        "there is no member " + name + "; members are "
                                + now.members().stream().map(GroupMember::name).collect(Collectors.joining(", "))
                                + "; " + otherwise));
    }

    private static void requireFreeAddresses(Configuration now, GroupMember member) {
        for (GroupMember other : now.members()) {
            if (other.name().equals(member.name())) {
                continue;
            }
            List<String> taken = List.of(other.raftAddress(), other.clientAddress());
            for (String address : List.of(member.raftAddress(), member.clientAddress())) {
                if (taken.contains(address)) {
                    throw new MembershipRefused(
                            Reason.ADDRESS_TAKEN,
                            "the address " + address + " belongs to member " + other.name() + "; give the one at which "
                                    + member.name() + " itself listens");
                }
            }
        }
    }
}
