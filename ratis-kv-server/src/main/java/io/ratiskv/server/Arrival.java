package io.ratiskv.server;

import io.ratiskv.protocol.IdentifyResponse;
import io.ratiskv.server.config.ClusterMember;
import io.ratiskv.server.config.ServerConfig;
import io.ratiskv.server.membership.Formation;
import io.ratiskv.server.membership.Formation.Decision;
import io.ratiskv.server.membership.GroupMember;
import io.ratiskv.server.membership.MembershipParts;
import io.ratiskv.server.membership.Others;
import io.ratiskv.server.membership.Recollection;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.raft.DataDirectory;
import io.ratiskv.server.raft.RaftMemberConfig;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this member comes to its group: back into the one that its disk knows, into a new one together with the others that
 * are named, or into a running one, which has to take it in.
 *
 * <p>Thread: {@link #await} on {@code form}; the rest on any.
 */
final class Arrival {
    private static final Logger LOG = LoggerFactory.getLogger(Arrival.class);
    private static final long ROUND_PAUSE_MILLIS = 100;

    private final ServerConfig config;
    private final DataDirectory directory;
    private final Others others;
    private final MembershipParts parts;
    private final int logFormatMax;
    private final Recollection recollection;
    // Replaced before anybody forms anything, if the disk turns out to be older than this member.
    private volatile Formation formation;

    /** @param logFormatMax newest log format that this member reads */
    Arrival(ServerConfig config, DataDirectory directory, Others others, MembershipParts parts, int logFormatMax) {
        this.config = config;
        this.directory = directory;
        this.others = others;
        this.parts = parts;
        this.logFormatMax = logFormatMax;
        this.formation = formation();
        this.recollection = new Recollection(others, endpoints());
    }

    private Formation formation() {
        return new Formation(self(), peers(), directory.origin(), others, parts, LOG::info);
    }

    /** This member, with the addresses at which it is found as far as it was told. */
    GroupMember self() {
        MemberId id = directory.memberId();
        return config.cluster().member(id.name()).map(m -> member(m, id)).orElseGet(() -> new GroupMember(id, "", ""));
    }

    /** Client addresses of the others that this member was told of. */
    List<String> endpoints() {
        return config.cluster().members().stream()
                .filter(m -> !m.id().equals(directory.memberId().name()))
                .map(m -> m.client().toString())
                .toList();
    }

    /**
     * Asks the others whether they remember more of this member than its disk does; if so it begins a new life. Blocks for as
     * long as they are waited for.
     */
    void recollect() throws IOException {
        if (!directory.begun()) {
            return;
        }
        Optional<String> contradiction = recollection.contradiction(directory.memberId(), directory.logEnd());
        if (contradiction.isPresent()) {
            LOG.warn(
                    "The disk of {} in {} is older than what this member has promised: {}. It is not used; this member"
                            + " begins anew, as if it had lost its disk, and is filled by the others.",
                    directory.memberId(),
                    directory.root(),
                    contradiction.get());
            directory.beginAnew();
            formation = formation();
        }
    }

    /** Whether the others have to be asked first. */
    boolean mustWait() {
        return !directory.begun() && mayForm() && config.cluster().members().size() > 1;
    }

    /** Asks the others until it is known whom this member forms the group with, or that it forms none. */
    void await() throws InterruptedException, IOException {
        Optional<Decision> decision = formation.round();
        while (decision.isEmpty()) {
            Thread.sleep(ROUND_PAUSE_MILLIS);
            decision = formation.round();
        }
        directory.begin(decision.get().group().stream().map(Arrival::raftMember).toList());
    }

    /** For a member that need not ask. */
    void decideAlone() throws IOException {
        if (!directory.begun()) {
            directory.begin(mayForm() ? List.of(raftMember(self())) : List.of());
        }
    }

    /** Who forms the group, for Raft; empty: this member joins one, or knows it from its log. */
    List<RaftMemberConfig.Member> group() {
        // A disk from before incarnations has no list: then the one that was configured was meant, by names.
        boolean old = directory.memberId().incarnation().isEmpty();
        return old && config.cluster().bootstrap()
                ? peers().stream().map(Arrival::raftMember).toList()
                : directory.group();
    }

    /** What this member says of itself before it is in a group. */
    IdentifyResponse identity() {
        IdentifyResponse.Builder identity = IdentifyResponse.newBuilder()
                .setClusterId(config.cluster().id())
                .setMember(self().toMessage())
                .setPhase(phase())
                .setOrigin(directory.origin())
                .setLogFormatMax(logFormatMax);
        if (directory.begun()) {
            directory.group().forEach(m -> identity.addMembers(groupMember(m).toMessage()));
        } else {
            formation.proposal().forEach(m -> identity.addMembers(m.toMessage()));
        }
        return identity.build();
    }

    private IdentifyResponse.Phase phase() {
        if (directory.begun()) {
            return directory.group().isEmpty() ? IdentifyResponse.Phase.JOINING : IdentifyResponse.Phase.MEMBER;
        }
        return mayForm() ? IdentifyResponse.Phase.FORMING : IdentifyResponse.Phase.JOINING;
    }

    private boolean mayForm() {
        return config.cluster().bootstrap() && !directory.removed();
    }

    private List<GroupMember> peers() {
        return config.cluster().members().stream()
                .map(m -> member(m, new MemberId(m.id(), "")))
                .toList();
    }

    private static GroupMember member(ClusterMember member, MemberId id) {
        return new GroupMember(id, member.raft().toString(), member.client().toString());
    }

    private static GroupMember groupMember(RaftMemberConfig.Member member) {
        return new GroupMember(MemberId.parse(member.id()), member.raftAddress(), member.clientAddress());
    }

    private static RaftMemberConfig.Member raftMember(GroupMember member) {
        return new RaftMemberConfig.Member(member.id().raftId(), member.raftAddress(), member.clientAddress());
    }
}
