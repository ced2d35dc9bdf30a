package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.MembershipChange;
import io.ratiskv.client.MembershipException;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Lookout;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.workload.Clients;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Three members become five and three again under a constant load: added one by one, leadership moved, a dead one replaced
 * elsewhere, the leader removed. What failed, how long writers waited, and whether the history is linearizable.
 */
final class ShowMembers {
    private static final int FOUNDERS = 3;

    /** Those who come later: two more, one in place of the dead one. */
    private static final int MEMBERS = 6;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Figures figures;
    private final int rounds;
    private final double rate;
    private final long seed;
    private final String heap;

    ShowMembers(Options options, Figures figures) {
        this.figures = figures;
        rounds = options.count("rounds", 1);
        rate = options.count("rate", 200);
        seed = options.number("seed", 1);
        heap = options.text("heap", "448m");
        options.refuseOthers();
    }

    boolean run() {
        boolean held = true;
        for (int round = 1; round <= rounds; round++) {
            figures.title("Round " + round + " of " + rounds);
            held &= round(seed + round - 1);
        }
        return held;
    }

    private boolean round(long roundSeed) {
        ClusterSpec spec = ClusterSpec.named("show-members")
                .members(MEMBERS)
                .founders(FOUNDERS)
                .jvm("-Xmx" + heap)
                .setting("raft.election-timeout-min", "700ms")
                .setting("raft.election-timeout-max", "1400ms");
        try (LocalCluster cluster = LocalCluster.prepare(spec)) {
            List<Member> in = new CopyOnWriteArrayList<>(cluster.members().subList(0, FOUNDERS));
            in.forEach(Member::start);
            in.forEach(member -> cluster.awaitServing(member, PATIENCE));
            boolean held;
            try (Lookout lookout = Lookout.over(() -> List.copyOf(in));
                    ConstantLoad load = ConstantLoad.start(cluster.endpoints(), cluster.directory(), rate, roundSeed);
                    KvClient operator = Clients.open(cluster.endpoints(), "operator")) {
                Phases phases = new Phases(figures, load);
                phases.run("nothing is changed", () -> "3 members");
                phases.run("n4 is added", () -> add(cluster, operator, "n4", in));
                phases.run("n5 is added", () -> add(cluster, operator, "n5", in));
                phases.run("leadership is moved", () -> move(cluster, operator, in));
                phases.run("a dead member is replaced", () -> replaceDead(cluster, operator, in));
                phases.run("the leader is removed", () -> remove(operator, cluster.awaitLeader(PATIENCE), in));
                phases.run("a follower is removed", () -> remove(operator, follower(cluster, in), in));
                held = phases.finish();
                in.forEach(member -> cluster.awaitServing(member, PATIENCE));
                held &= Phases.tell(figures, lookout.verdict());
            }
            return held;
        } catch (IllegalStateException | MembershipException e) {
            figures.line("FAILED", "%s", String.valueOf(e.getMessage()));
            return false;
        }
    }

    private static String add(LocalCluster cluster, KvClient operator, String name, List<Member> in) {
        Member newcomer = cluster.member(name);
        newcomer.start();
        change(operator, MembershipChange.add(name, newcomer.raftEndpoint(), newcomer.endpoint()));
        in.add(newcomer);
        return in.size() + " members";
    }

    private static String move(LocalCluster cluster, KvClient operator, List<Member> in) {
        Member to = follower(cluster, in);
        change(operator, MembershipChange.moveLeader(to.id()));
        return "to " + to.id();
    }

    /** The process elsewhere has the dead one's name. */
    private static String replaceDead(LocalCluster cluster, KvClient operator, List<Member> in) {
        Member dead = follower(cluster, in);
        dead.kill();
        Member elsewhere = cluster.member("n" + MEMBERS);
        elsewhere.set("member.id", dead.id()).start();
        change(operator, MembershipChange.replace(dead.id(), elsewhere.raftEndpoint(), elsewhere.endpoint()));
        in.remove(dead);
        in.add(elsewhere);
        return dead.id() + " was killed and is elsewhere";
    }

    private static String remove(KvClient operator, Member leaving, List<Member> in) {
        String name = leaving.command().arguments().stream()
                .filter(argument -> argument.startsWith("--member.id="))
                .findFirst()
                .orElseThrow()
                .substring("--member.id=".length());
        change(operator, MembershipChange.remove(name));
        in.remove(leaving);
        return name + " is gone, " + in.size() + " members";
    }

    private static Member follower(LocalCluster cluster, List<Member> in) {
        Member leader = cluster.awaitLeader(PATIENCE);
        return in.stream().filter(member -> member != leader).findFirst().orElseThrow();
    }

    /** A process that has just been started is refused until it answers. */
    private static void change(KvClient operator, MembershipChange change) {
        Poll.until(change.kind() + " of " + change.member().id(), PATIENCE, () -> {
            try {
                operator.admin().change(change);
                return Optional.of(true);
            } catch (MembershipException e) {
                if (e.reason() != MembershipException.Reason.UNREACHABLE) {
                    throw e;
                }
                return Optional.empty();
            }
        });
    }
}
