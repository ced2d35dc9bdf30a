package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import java.util.List;
import java.util.Random;

/** Chooses the members that a fault meets, among those that are up. */
@FunctionalInterface
interface Victims {
    List<Member> choose(LocalCluster cluster, Random random);

    /** The leader, or somebody if there is none just now. */
    Victims LEADER = Processes::leader;

    /** Any one. */
    Victims ONE = (cluster, random) -> Processes.some(cluster, 1, random);

    /** The smallest majority. */
    Victims MAJORITY =
            (cluster, random) -> Processes.some(cluster, cluster.members().size() / 2 + 1, random);

    /** Everybody. */
    Victims ALL = (cluster, random) -> Processes.some(cluster, cluster.members().size(), random);
}
