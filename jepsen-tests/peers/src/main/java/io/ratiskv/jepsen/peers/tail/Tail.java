package io.ratiskv.jepsen.peers.tail;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/** What can disturb, in the order in which it is done. */
enum Tail {
    SNAPSHOT("every member takes snapshots, one after the other, all the time"),
    COMPACTION("all history is forgotten, once a second"),
    SLOW_FOLLOWER("one follower stands still for 0.4 s (SIGSTOP) and runs for 0.4 s, in turn"),
    COLLECTION("a full collection of every member, one after the other, all the time (jcmd GC.run)"),
    LEADER("kill -9 of the leader, started again after a second"),
    SLOW_DISK("each sync of one follower takes 50 ms longer, then of the leader, then of all"),
    OVERLOAD("0.5, 1, 2 and 3 times what a closed loop reached, from clients with their defaults");

    static final Duration SYNC_DELAY = Duration.ofMillis(50);

    private final String sentence;

    Tail(String sentence) {
        this.sentence = sentence;
    }

    /** A disturbance and what its line is called. */
    record Named(String name, Disturbance disturbance) {}

    String sentence() {
        return sentence;
    }

    String typed() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What is done, each in a window of its own; nothing for overload, which is more of the load itself. */
    List<Named> disturbances() {
        return switch (this) {
            case SNAPSHOT -> List.of(new Named(typed(), Disturbance::snapshots));
            case COMPACTION -> List.of(new Named(typed(), Disturbance::compactions));
            case SLOW_FOLLOWER -> List.of(new Named(typed(), Disturbance::slowFollower));
            case COLLECTION -> List.of(new Named(typed(), Disturbance::collections));
            case LEADER -> List.of(new Named(typed(), Disturbance::leaderKilled));
            case SLOW_DISK ->
                List.of(
                        disks("slow-disk, follower", (cluster, leader) -> List.of(cluster.follower())),
                        disks("slow-disk, leader", (cluster, leader) -> List.of(leader)),
                        disks("slow-disk, all", (cluster, leader) -> cluster.members()));
            case OVERLOAD -> List.of();
        };
    }

    private static Named disks(String name, BiFunction<LocalCluster, Member, List<Member>> whose) {
        return new Named(name, (cluster, window) -> {
            Member leader = cluster.awaitLeader(Disturbance.PATIENCE);
            return Disturbance.slowDisks(whose.apply(cluster, leader), SYNC_DELAY, window);
        });
    }

    /**
     * Tails as they are typed; none: all.
     *
     * @throws IllegalArgumentException with a sentence that names the word
     */
    static List<Tail> parse(List<String> words) {
        return words.isEmpty()
                ? List.of(values())
                : words.stream().distinct().map(Tail::parse).toList();
    }

    private static Tail parse(String word) {
        return Arrays.stream(values())
                .filter(tail -> tail.typed().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no disturbance; there are "
                        + String.join(
                                ", ", Arrays.stream(values()).map(Tail::typed).toList())));
    }
}
