package io.ratiskv.server.membership;

import io.ratiskv.protocol.IdentifyResponse;
import io.ratiskv.protocol.Member;
import io.ratiskv.protocol.MembershipRequest;
import io.ratiskv.protocol.MembershipResponse;
import io.ratiskv.server.command.LogFormat;
import io.ratiskv.server.membership.Group.Configuration;
import io.ratiskv.server.membership.MembershipRefused.Reason;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.read.Leadership.Peer;
import io.ratiskv.server.read.TermProbe;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes changes of the group, one at a time, on the leader. A request is answered at once: done, under way, or refused with
 * what to do instead; whoever wants to see it done asks again, and asking again is all that it takes if the leader changes
 * meanwhile.
 *
 * <p>A change is begun only if the members that answer now are a majority before and after it, and a new member only if
 * its process answers for itself.
 *
 * <p>Thread: any; never blocks.
 */
public final class MembershipService {
    private static final Duration HAND_OVER = Duration.ofSeconds(10);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\s:/,\\[\\]]+):[1-9][0-9]{0,4}");

    private final Group group;
    private final Others others;
    private final TermProbe terms;
    private final IntSupplier formatInUse;
    private final OneChange changes = new OneChange();

    /** @param formatInUse newest log format that may be proposed: a member that does not read it is not taken in */
    public MembershipService(Group group, Others others, TermProbe terms, IntSupplier formatInUse) {
        this.group = group;
        this.others = others;
        this.terms = terms;
        this.formatInUse = formatInUse;
    }

    /** Fails with {@link MembershipRefused}, or {@link NotAppendedException} if this member does not lead. */
    public CompletableFuture<MembershipResponse> handle(MembershipRequest request) {
        try {
            LogStatus status = group.status();
            if (!status.leaderReady()) {
                throw new NotAppendedException(
                        status.isLeader()
                                ? NotAppendedException.Reason.UNAVAILABLE
                                : NotAppendedException.Reason.NOT_LEADER,
                        "this member does not lead, or not yet");
            }
            OneChange.Change running = changes.takeEnded(request);
            return running != null ? told(request, running) : begin(request);
        } catch (MembershipRefused | NotAppendedException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private CompletableFuture<MembershipResponse> told(MembershipRequest request, OneChange.Change running) {
        if (!running.asked().equals(request)) {
            throw new MembershipRefused(
                    Reason.IN_PROGRESS, running.what() + " is under way; wait until it is done, then ask again");
        }
        MembershipResponse.Builder answer = answer(false, running.what());
        GroupMember newcomer = running.newcomer();
        if (newcomer == null) {
            return CompletableFuture.completedFuture(answer.build());
        }
        return others.identify(newcomer.clientAddress())
                .handle((state, silent) -> (state == null ? answer : progress(answer, state)).build());
    }

    private MembershipResponse.Builder progress(MembershipResponse.Builder answer, IdentifyResponse state) {
        boolean snapshot = state.getReceivedBytes() > 0;
        return answer.setProgressInBytes(snapshot)
                .setProgress(snapshot ? state.getReceivedBytes() : state.getAppliedIndex())
                .setGoal(snapshot ? group.snapshotBytes() : group.status().commitIndex());
    }

    private CompletableFuture<MembershipResponse> begin(MembershipRequest request) {
        Configuration now = group.configuration();
        if (now.changing()) {
            throw new MembershipRefused(Reason.IN_PROGRESS, "another change is being committed; ask again");
        }
        return switch (request.getChangeCase()) {
            case ADD -> add(request, now, wellFormed(request.getAdd()));
            case REPLACE -> replace(request, now, wellFormed(request.getReplace()));
            case READMIT -> readmit(request, now, wellFormed(request.getReadmit()));
            case REMOVE -> remove(request, now, request.getRemove());
            case MOVE_LEADER -> moveLeader(request, now, request.getMoveLeader());
            case CHANGE_NOT_SET -> throw new MembershipRefused(Reason.MALFORMED, "the request names no change");
        };
    }

    // ---- each kind of change ------------------------------------------------------------------------------------

    private CompletableFuture<MembershipResponse> add(
            MembershipRequest request, Configuration now, GroupMember wanted) {
        if (now.named(wanted.name()).filter(wanted::isAt).isPresent()) {
            return done("member " + wanted.name() + " is in the cluster");
        }
        ChangePlan.adding(now, wanted);
        return identified(wanted).thenCompose(found -> {
            Supplier<ChangePlan> plan = () -> ChangePlan.adding(group.configuration(), found);
            return change(request, plan, "adding member " + found.name());
        });
    }

    private CompletableFuture<MembershipResponse> replace(
            MembershipRequest request, Configuration now, GroupMember wanted) {
        ChangePlan.replacing(now, wanted);
        GroupMember known = ChangePlan.requireMember(now, wanted.name(), "");
        return identified(wanted).thenCompose(found -> {
            if (found.id().equals(known.id()) && found.isAt(known)) {
                return done("member " + found.name() + " is the one at these addresses");
            }
            if (found.id().equals(known.id())) {
                throw new MembershipRefused(
                        Reason.STILL_ALIVE,
                        "the process at " + found.clientAddress() + " has the disk of " + known.name()
                                + " as the cluster"
                                + " knows it at " + known.raftAddress() + "/" + known.clientAddress()
                                + ". Start it on an empty data directory, then ask again: it is filled from the others");
            }
            Supplier<ChangePlan> plan = () -> ChangePlan.replacing(group.configuration(), found);
            return change(request, plan, "replacing member " + found.name());
        });
    }

    /** The member has lost its disk, and with it the right to vote as who it was. */
    private CompletableFuture<MembershipResponse> readmit(
            MembershipRequest request, Configuration now, GroupMember newLife) {
        if (now.contains(newLife.id())) {
            return done("member " + newLife.name() + " is in the cluster");
        }
        GroupMember known = ChangePlan.requireMember(now, newLife.name(), "it is taken in by 'member add'");
        ChangePlan.replacing(now, newLife);
        return answers(known).thenCompose(alive -> {
            if (alive) {
                throw new MembershipRefused(
                        Reason.STILL_ALIVE,
                        "member " + known.name() + " runs already, with its disk, at " + known.clientAddress()
                                + ": two processes have its name. Stop one of them");
            }
            return identified(newLife).thenCompose(found -> {
                Supplier<ChangePlan> plan = () -> ChangePlan.replacing(group.configuration(), found);
                return change(request, plan, "taking member " + found.name() + " in again, which has lost its disk");
            });
        });
    }

    private CompletableFuture<MembershipResponse> remove(MembershipRequest request, Configuration now, String name) {
        GroupMember member = now.named(name).orElse(null);
        if (member == null) {
            return done("there is no member " + name);
        }
        ChangePlan plan = ChangePlan.removing(now, member);
        if (!member.id().equals(group.self())) {
            return change(request, () -> ChangePlan.removing(group.configuration(), member), "removing member " + name);
        }
        // The one who is to go leads: another leader removes it, so that there is one all the time.
        return answering(plan.from()).thenCompose(alive -> {
            plan.requireQuorum(alive);
            List<GroupMember> heirs = plan.to().stream()
                    .filter(m -> alive.contains(m.id().raftId()))
                    .toList();
            GroupMember heir = heirs.get(changes.failedHandOvers() % heirs.size());
            String what = "moving leadership from " + name + ", which is to be removed, to " + heir.name();
            changes.startHandOver(request, what, () -> group.transferLeadership(heir.id(), HAND_OVER));
            return CompletableFuture.completedFuture(answer(false, what).build());
        });
    }

    private CompletableFuture<MembershipResponse> moveLeader(
            MembershipRequest request, Configuration now, String name) {
        GroupMember member = ChangePlan.requireMember(now, name, "choose one of them");
        if (member.id().equals(group.self())) {
            return done("member " + name + " leads");
        }
        return answers(member).thenCompose(alive -> {
            if (!alive) {
                throw new MembershipRefused(
                        Reason.UNREACHABLE,
                        "member " + name + " does not answer at " + member.clientAddress()
                                + ": start it first, or choose another one");
            }
            String what = "moving leadership to " + name;
            changes.start(request, what, null, () -> group.transferLeadership(member.id(), HAND_OVER));
            return CompletableFuture.completedFuture(answer(false, what).build());
        });
    }

    // ---- what they share ----------------------------------------------------------------------------------------

    private CompletableFuture<MembershipResponse> change(
            MembershipRequest request, Supplier<ChangePlan> plan, String what) {
        return answering(plan.get().from()).thenApply(alive -> {
            // Made anew: the configuration may have changed while the members were asked.
            ChangePlan checked = plan.get();
            checked.requireQuorum(alive);
            GroupMember newcomer = checked.newcomers().stream().findFirst().orElse(null);
            changes.start(request, what, newcomer, () -> group.change(checked.from(), checked.to()));
            return answer(false, what).build();
        });
    }

    /** The process at the member's addresses, as it calls itself; refuses whoever else is there. */
    private CompletableFuture<GroupMember> identified(GroupMember wanted) {
        return others.identify(wanted.clientAddress()).handle((answer, failure) -> {
            if (failure != null) {
                String why = String.valueOf(cause(failure).getMessage());
                throw new MembershipRefused(
                        why.contains("WRONG_CLUSTER") ? Reason.WRONG_CLUSTER : Reason.UNREACHABLE,
                        "no member " + wanted.name() + " of this cluster answers at " + wanted.clientAddress() + ": "
                                + why
                                + ". Start its process on an empty data directory with cluster.bootstrap=false and the"
                                + " same cluster.id, then ask again");
            }
            if (!answer.getMember().getId().equals(wanted.name())) {
                throw new MembershipRefused(
                        Reason.UNREACHABLE,
                        "the process at " + wanted.clientAddress() + " calls itself "
                                + answer.getMember().getId() + ", not " + wanted.name()
                                + ". Give the address and the name of the same member");
            }
            if (answer.getPhase() == IdentifyResponse.Phase.FORMING) {
                throw new MembershipRefused(
                        Reason.UNREACHABLE,
                        "the process at " + wanted.clientAddress()
                                + " waits to form a cluster of its own. Start it with"
                                + " cluster.bootstrap=false, then ask again");
            }
            requireReads(wanted, answer.getLogFormatMax());
            return wanted.as(new MemberId(wanted.name(), answer.getMember().getIncarnation()));
        });
    }

    private void requireReads(GroupMember newcomer, int told) {
        int reads = Math.max(LogFormat.OLDEST, told);
        int used = formatInUse.getAsInt();
        if (reads < used) {
            throw new MembershipRefused(
                    Reason.TOO_OLD,
                    "the process at " + newcomer.clientAddress() + " reads log formats up to " + reads
                            + ", and this cluster uses format " + used
                            + ". Start it with the version that the others run, then ask again");
        }
    }

    /** The members, by their ids of Raft's, whose Raft answers now; this one is. */
    private CompletableFuture<Set<String>> answering(Collection<GroupMember> members) {
        Map<String, CompletableFuture<Boolean>> asked =
                members.stream().collect(Collectors.toMap(m -> m.id().raftId(), this::answers));
        Set<String> there = ConcurrentHashMap.newKeySet();
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    asked.forEach((id, alive) -> {
                        if (alive.join()) {
                            there.add(id);
                        }
                    });
                    return there;
                });
    }

    private CompletableFuture<Boolean> answers(GroupMember member) {
        if (member.id().equals(group.self())) {
            return CompletableFuture.completedFuture(true);
        }
        return terms.termOf(new Peer(member.id().raftId(), member.clientAddress()))
                .handle((term, silent) -> silent == null);
    }

    private CompletableFuture<MembershipResponse> done(String what) {
        return CompletableFuture.completedFuture(answer(true, what).build());
    }

    private MembershipResponse.Builder answer(boolean done, String what) {
        MembershipResponse.Builder answer =
                MembershipResponse.newBuilder().setDone(done).setWhat(what);
        group.configuration().members().forEach(m -> answer.addMembers(m.toMessage()));
        return answer;
    }

    private static GroupMember wellFormed(Member message) {
        require(NAME, message.getId(), "a member's name");
        require(ADDRESS, message.getRaftAddress(), "a Raft address, host:port,");
        require(ADDRESS, message.getClientAddress(), "a client address, host:port,");
        if (message.getRaftAddress().equals(message.getClientAddress())) {
            throw new MembershipRefused(
                    Reason.MALFORMED, "Raft and clients cannot share the address " + message.getRaftAddress());
        }
        return GroupMember.of(message);
    }

    private static void require(Pattern form, String text, String what) {
        if (!form.matcher(text).matches()) {
            throw new MembershipRefused(Reason.MALFORMED, "\"" + text + "\" is not " + what + " as one must be given");
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
