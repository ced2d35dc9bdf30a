package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Whom a fault meets, and how a process is brought back. */
final class Processes {
    private Processes() {}

    /** Runs and is not paused. */
    static boolean isUp(Member member) {
        return member.process().isAlive() && !member.process().isPaused();
    }

    static List<Member> up(LocalCluster cluster) {
        return cluster.members().stream().filter(Processes::isUp).toList();
    }

    /** So many members that are up, or fewer if there are not as many. Draws as often whoever is up. */
    static List<Member> some(LocalCluster cluster, int count, Random random) {
        List<Member> shuffled = new ArrayList<>(cluster.members());
        Collections.shuffle(shuffled, random);
        return shuffled.stream().filter(Processes::isUp).limit(count).toList();
    }

    /** The leader, or else somebody who is up. */
    static List<Member> leader(LocalCluster cluster, Random random) {
        List<Member> otherwise = some(cluster, 1, random);
        Optional<Member> leader = cluster.leader();
        return leader.map(List::of).orElse(otherwise);
    }

    /** Resumes the process if it is paused, starts it if it has ended. */
    static void revive(Member member) {
        if (member.process().isPaused()) {
            member.process().resume();
        }
        if (!member.process().isAlive()) {
            member.start();
        }
    }

    /** Everybody is brought back and serves: before changes that want the whole cluster. */
    static void reviveAll(LocalCluster cluster, Duration patience) {
        cluster.members().forEach(Processes::revive);
        cluster.awaitServing(patience);
    }

    /** Why a fault that leaves a majority beside one member cannot be; empty: it can. */
    static Optional<String> unlessThree(LocalCluster cluster) {
        return cluster.members().size() < 3 ? Optional.of("needs three members") : Optional.empty();
    }

    static String names(List<Member> members) {
        return members.isEmpty()
                ? "nobody"
                : String.join(", ", members.stream().map(Member::id).toList());
    }
}
