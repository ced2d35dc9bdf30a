package io.ratiskv.jepsen.peers.tail;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.MemberHeap;
import io.ratiskv.jepsen.fault.DiskFault;
import io.ratiskv.jepsen.workload.Clients;
import java.time.Duration;
import java.util.List;

/** Something that happens to a cluster while a window lasts. Thread: its own, one. */
@FunctionalInterface
interface Disturbance {
    Duration PATIENCE = Duration.ofMinutes(1);

    /** Goes on until the window is over and undoes what it did; answers what was done, in words. */
    String during(LocalCluster cluster, Span window) throws Exception;

    /** Every member takes a snapshot, one after the other, again and again. */
    static String snapshots(LocalCluster cluster, Span window) throws Exception {
        int taken = 0;
        while (window.goesOnFor(Duration.ofMillis(200))) {
            for (Member member : cluster.members()) {
                member.takeSnapshot(PATIENCE);
                taken++;
            }
        }
        return taken + " snapshots";
    }

    /** All history is forgotten, once a second. */
    static String compactions(LocalCluster cluster, Span window) throws Exception {
        int done = 0;
        long revisions = 0;
        try (KvClient client = Clients.open(cluster.endpoints(), "compactions")) {
            while (window.goesOnFor(Duration.ofMillis(done == 0 ? 100 : 1_000))) {
                long newest =
                        cluster.awaitLeader(PATIENCE).status().orElseThrow().getRevision();
                long compacted = client.admin().compact(newest).compactRevision();
                revisions = Math.max(revisions, compacted);
                done++;
            }
        }
        return done + " compactions, to revision " + revisions;
    }

    /** Kill -9 of the leader, once; it is started again a second later. */
    static String leaderKilled(LocalCluster cluster, Span window) throws Exception {
        Member leader = cluster.awaitLeader(PATIENCE);
        boolean goesOn = window.goesOnFor(Duration.ofMillis(200));
        leader.kill();
        if (goesOn) {
            window.goesOnFor(Duration.ofSeconds(1));
        }
        leader.start();
        return "leader " + leader.id() + " killed";
    }

    /** A follower stands still for 0.4 s and runs for 0.4 s, in turn. */
    static String slowFollower(LocalCluster cluster, Span window) throws Exception {
        Member follower = cluster.follower();
        int stops = 0;
        boolean goesOn = true;
        while (goesOn) {
            follower.process().pause();
            goesOn = window.goesOnFor(Duration.ofMillis(400));
            follower.process().resume();
            stops++;
            goesOn = goesOn && window.goesOnFor(Duration.ofMillis(400));
        }
        return stops + " stops of " + follower.id();
    }

    /** Each sync of some members' disks takes longer. */
    static String slowDisks(List<Member> members, Duration by, Span window) throws Exception {
        long before = slowed(members);
        members.forEach(member -> disk(member).slowSyncs(by));
        while (window.goesOnFor(PATIENCE)) {
            // Until it is over.
        }
        members.forEach(member -> disk(member).heal());
        return slowed(members) - before + " slow syncs";
    }

    private static long slowed(List<Member> members) {
        return members.stream().mapToLong(member -> disk(member).slowSyncs()).sum();
    }

    private static DiskFault disk(Member member) {
        return member.disk().orElseThrow(() -> new IllegalStateException(member.id() + " has no false disk"));
    }

    /** A full collection of every member, one after the other, again and again. */
    static String collections(LocalCluster cluster, Span window) throws Exception {
        int done = 0;
        while (window.goesOnFor(Duration.ofMillis(500))) {
            for (Member member : cluster.members()) {
                MemberHeap.collect(member.process());
                done++;
            }
        }
        return done + " full collections";
    }
}
