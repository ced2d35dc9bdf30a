package io.ratiskv.jepsen.nemesis;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.MembershipChange;
import io.ratiskv.client.MembershipException;
import io.ratiskv.client.MembershipProgress;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.protocol.StatusResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The operator changes the cluster while it is used: moves leadership, or removes a member and adds it again, which must have
 * been filled by the time it is said to be in; to see that, it is made to stand still while it is. Alone, since a change
 * wants everybody to answer.
 *
 * <p>Evidence: who left and came back; who leads.
 */
final class MemberChanges implements Nemesis {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Entries that a member may still lack when it begins to count. */
    private static final long GAP = 100;

    /** Whoever was deposed and still calls itself leader finds out within an election timeout. */
    private static final long DEPOSED_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String name;
    private final LocalCluster cluster;
    private final Change change;
    private @Nullable Member gone;
    private String seen = "";

    /** Begins one of the kinds. */
    @FunctionalInterface
    private interface Change {
        String begin(MemberChanges self, KvClient operator, Random random);
    }

    private MemberChanges(String name, LocalCluster cluster, Change change) {
        this.name = name;
        this.cluster = cluster;
        this.change = change;
    }

    /** Another member leads, because it was asked for. */
    static MemberChanges moveLeader(LocalCluster cluster) {
        return new MemberChanges("move-leader", cluster, MemberChanges::move);
    }

    /** A member is removed, the leader half of the time, and added again at the end. */
    static MemberChanges removeMember(LocalCluster cluster) {
        return new MemberChanges("remove-member", cluster, MemberChanges::remove);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean alone() {
        return true;
    }

    @Override
    public Optional<String> unavailable() {
        return Processes.unlessThree(cluster);
    }

    @Override
    public String begin(Random random) {
        seen = "";
        Processes.reviveAll(cluster, PATIENCE);
        try (KvClient operator = operator()) {
            return change.begin(this, operator, random);
        }
    }

    private String move(KvClient operator, Random random) {
        Member leader = cluster.awaitLeader(PATIENCE);
        List<Member> others =
                cluster.members().stream().filter(m -> m != leader).toList();
        Member to = others.get(random.nextInt(others.size()));
        insist(to.id() + " to lead", () -> operator.admin().change(MembershipChange.moveLeader(to.id())));
        seen = "leadership went from " + leader.id() + " to " + to.id();
        return seen;
    }

    private String remove(KvClient operator, Random random) {
        Member leader = cluster.awaitLeader(PATIENCE);
        Member leaving = random.nextBoolean()
                ? leader
                : Processes.some(cluster, 1, random).get(0);
        insist(leaving.id() + " to be removed", () -> operator.admin().change(MembershipChange.remove(leaving.id())));
        gone = leaving;
        leaving.process().awaitExit(PATIENCE);
        seen = leaving.id() + " was removed";
        return seen + (leaving == leader ? ", which led" : "");
    }

    @Override
    public void end() {
        Member back = gone;
        if (back == null) {
            return;
        }
        gone = null;
        Processes.revive(back);
        try (KvClient operator = operator()) {
            long committed = commitIndex();
            addOnceItAnswers(operator, back);
            requireFilled(back, committed);
        }
        seen += " and added again";
        cluster.awaitServing(back, PATIENCE);
    }

    private void addOnceItAnswers(KvClient operator, Member back) {
        MembershipChange add = MembershipChange.add(back.id(), back.raftEndpoint(), back.endpoint());
        AtomicBoolean stoodStill = new AtomicBoolean();
        insist(back.id() + " to be added", () -> {
            try {
                operator.admin().change(add, step -> standStillOnce(back, step, stoodStill));
                requireIn(back);
            } finally {
                Processes.revive(back);
            }
        });
    }

    /** A refusal says what is in the way; here it is always what passes: a process that starts, an election. */
    private static void insist(String what, Runnable change) {
        Poll.until(what, PATIENCE, () -> {
            try {
                change.run();
                return Optional.of(true);
            } catch (MembershipException refused) {
                return Optional.empty();
            }
        });
    }

    /** From the first word that it is being filled until the second, so that there is time to say too early that it is in. */
    private static void standStillOnce(Member back, MembershipProgress step, AtomicBoolean stoodStill) {
        if (step.done()) {
            return;
        }
        if (back.process().isPaused()) {
            back.process().resume();
        } else if (stoodStill.compareAndSet(false, true)) {
            back.process().pause();
        }
    }

    /** "Done" means that it is in the configuration of whoever leads. */
    private void requireIn(Member added) {
        long until = System.nanoTime() + DEPOSED_NANOS;
        StatusResponse leads = ofLeader();
        while (leads.getMembersList().stream().noneMatch(m -> m.getId().equals(added.id()))) {
            if (System.nanoTime() - until > 0) {
                throw new BrokenPromise("member " + added.id() + " was said to be in, and " + leads.getMemberId()
                        + ", which leads, does not count it");
            }
            LockSupport.parkNanos(LOOK_NANOS);
            leads = ofLeader();
        }
    }

    private StatusResponse ofLeader() {
        return Poll.until(
                "the leader to tell the configuration",
                PATIENCE,
                () -> cluster.leader().flatMap(Member::status));
    }

    /** One counts only when it has what was committed before, or nearly so. */
    private static void requireFilled(Member added, long committed) {
        long end = Poll.until(added.id() + " to tell where its log ends", PATIENCE, () -> {
            OptionalLong told = added.logEnd();
            return told.isPresent() ? Optional.of(told.getAsLong()) : Optional.empty();
        });
        if (end + GAP < committed) {
            throw new BrokenPromise(
                    "member " + added.id() + " was said to be in, and had " + end + " of " + committed + " entries");
        }
    }

    private long commitIndex() {
        return cluster.awaitLeader(PATIENCE)
                .status()
                .map(StatusResponse::getCommitIndex)
                .orElse(0L);
    }

    private KvClient operator() {
        return Clients.open(cluster.endpoints(), "operator");
    }

    @Override
    public Optional<String> evidence() {
        return seen.isEmpty() ? Optional.empty() : Optional.of(seen);
    }
}
