package io.ratiskv.server.membership;

import io.ratiskv.protocol.IdentifyResponse;
import io.ratiskv.protocol.IdentifyResponse.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * How members that were started on empty disks become one cluster, in whatever order they start: each asks all the others
 * who they are, and what they propose. Once every one of them proposes the same members, in the same lives, that is the
 * group. A member that learns of a group which was formed without it never forms another. Only members whose disks begin
 * with the same state, all empty or all restored from one backup, form a group.
 *
 * <p>Why nobody forms two: a member forms the group that it proposes only after all members have proposed that very group
 * to it; another group would need this member to propose it, which it does only in a later round, when it has not formed
 * this one. Having formed one it says so, also after a restart.
 *
 * <p>Thread: {@link #round} by one thread; {@link #proposal} any.
 */
public final class Formation {
    private final GroupMember self;
    private final List<GroupMember> peers;
    private final String origin;
    private final Others others;
    private final MembershipParts parts;
    private final Consumer<String> note;
    private volatile List<GroupMember> proposal = List.of();
    private String noted = "";

    /**
     * What came of a round.
     *
     * @param group who forms the group, this member included; empty: take no part in forming one, wait to be taken in
     */
    public record Decision(List<GroupMember> group) {
        public boolean forms() {
            return !group.isEmpty();
        }
    }

    /**
     * @param peers everybody who is to form the cluster, this member included, by name and address; incarnations are asked for
     * @param origin from which backup this member's disk was made; empty: from none
     * @param parts {@link MembershipParts#STANDARD} but in tests
     * @param note told whom we wait for, whenever that changes
     */
    public Formation(
            GroupMember self,
            List<GroupMember> peers,
            String origin,
            Others others,
            MembershipParts parts,
            Consumer<String> note) {
        this.self = self;
        this.peers = List.copyOf(peers);
        this.origin = origin;
        this.others = others;
        this.parts = parts;
        this.note = note;
    }

    /** Whom this member would form a group with; empty as long as it does not know. */
    public List<GroupMember> proposal() {
        return proposal;
    }

    /** Asks everybody once; empty: ask again. Blocks for as long as the slowest answer takes. */
    public Optional<Decision> round() {
        Map<GroupMember, CompletableFuture<IdentifyResponse>> asked = new LinkedHashMap<>();
        for (GroupMember peer : peers) {
            if (!peer.name().equals(self.name())) {
                asked.put(peer, others.identify(peer.clientAddress()));
            }
        }
        List<String> missing = new ArrayList<>();
        Map<String, IdentifyResponse> answers = new LinkedHashMap<>();
        asked.forEach((peer, answer) -> {
            try {
                IdentifyResponse found = answer.join();
                if (found.getMember().getId().equals(peer.name())) {
                    answers.put(peer.name(), found);
                } else {
                    missing.add(peer.name() + " (at " + peer.clientAddress() + " is "
                            + found.getMember().getId() + ")");
                }
            } catch (CompletionException silent) {
                Throwable why = silent.getCause() == null ? silent : silent.getCause();
                missing.add(peer.name() + " (" + why.getMessage() + ")");
            }
        });
        return judge(answers, missing);
    }

    private Optional<Decision> judge(Map<String, IdentifyResponse> answers, List<String> missing) {
        for (IdentifyResponse answer : answers.values()) {
            if (answer.getPhase() == Phase.MEMBER && answer.getMembersCount() > 0) {
                return Optional.of(formedAlready(answer));
            }
        }
        answers.forEach((name, answer) -> {
            if (answer.getPhase() != Phase.FORMING) {
                missing.add(name + " (waits to be taken into a cluster)");
            } else if (!answer.getOrigin().equals(origin)) {
                // With states of their own to begin with they would never agree.
                missing.add(name + " (" + otherOrigin(answer.getOrigin()) + ")");
            }
        });
        if (!missing.isEmpty() && parts.formsWithWhoeverAnswers()) {
            return Optional.of(new Decision(List.of(self)));
        }
        if (!missing.isEmpty()) {
            proposal = List.of();
            noteOnce("To form the cluster, this member waits for " + String.join(", ", missing) + ".");
            return Optional.empty();
        }
        List<GroupMember> all = everybody(answers);
        boolean agreed = all.equals(proposal)
                && answers.values().stream()
                        .allMatch(answer -> proposedBy(answer).equals(all));
        proposal = all;
        answers.forEach((name, answer) -> {
            if (answer.getMembersCount() > 0 && !places(proposedBy(answer)).equals(places(all))) {
                noteOnce("To form the cluster, all members must be told of the same ones at the same addresses, but "
                        + name
                        + " was told of " + places(proposedBy(answer)) + ", this member of " + places(all)
                        + ": make cluster.peers the same everywhere.");
            }
        });
        return agreed || all.size() == 1 ? Optional.of(new Decision(all)) : Optional.empty();
    }

    /** The group that others have formed: with this life of ours, which has not begun yet, or without it. */
    private Decision formedAlready(IdentifyResponse answer) {
        List<GroupMember> group = proposedBy(answer);
        boolean withUs = group.stream().anyMatch(m -> m.id().equals(self.id()));
        if (!withUs) {
            noteOnce("The cluster exists, as " + answer.getMember().getId()
                    + " says, and this member is new to it: it waits to be taken in.");
        }
        return new Decision(withUs ? group : List.of());
    }

    private List<GroupMember> everybody(Map<String, IdentifyResponse> answers) {
        return peers.stream()
                .map(peer -> peer.name().equals(self.name())
                        ? peer.as(self.id())
                        : peer.as(
                                GroupMember.of(answers.getOrDefault(peer.name(), IdentifyResponse.getDefaultInstance())
                                                .getMember())
                                        .id()))
                .sorted(Comparator.comparing(GroupMember::name))
                .toList();
    }

    private String otherOrigin(String theirs) {
        if (theirs.isEmpty()) {
            return "has an empty disk, this member a restored one: restore there, too";
        }
        return origin.isEmpty()
                ? "has a restored disk, this member an empty one: restore here, too"
                : "was restored from another backup, or otherwise: restore all from the same, with the same options";
    }

    private static List<GroupMember> proposedBy(IdentifyResponse answer) {
        return answer.getMembersList().stream().map(GroupMember::of).toList();
    }

    private static List<String> places(List<GroupMember> members) {
        return members.stream()
                .map(m -> m.name() + "=" + m.raftAddress() + "/" + m.clientAddress())
                .toList();
    }

    private void noteOnce(String sentence) {
        if (!sentence.equals(noted)) {
            noted = sentence;
            note.accept(sentence);
        }
    }
}
