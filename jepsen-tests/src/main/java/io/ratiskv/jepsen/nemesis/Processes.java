package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
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

    static String names(List<Member> members) {
        return members.isEmpty()
                ? "nobody"
                : String.join(", ", members.stream().map(Member::id).toList());
    }
}
