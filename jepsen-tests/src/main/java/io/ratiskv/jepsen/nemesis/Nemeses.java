package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every kind of fault, made for one cluster, by name and by group. What a cluster can suffer is settled when it starts: ask
 * for {@link io.ratiskv.jepsen.cluster.ClusterSpec#everyFault} to have it all.
 *
 * <p>Thread: one; nemeses are used by the schedule's.
 */
public final class Nemeses {
    private static final Map<String, List<String>> GROUPS = new TreeMap<>(Map.of(
            "process", List.of("kill-leader", "kill-one", "kill-majority", "kill-all", "pause-leader", "pause-one"),
            "partition", List.of("partition-half", "partition-one-way", "partition-leader", "partition-ring"),
            "packets", List.of("net-delay", "net-loss", "net-duplicate", "net-reorder"),
            "proxy", List.of("proxy-lossy", "proxy-cut", "proxy-silence"),
            "clock", List.of("clock-step", "clock-hour", "clock-drift"),
            "disk", List.of("slow-fsync", "failing-fsync", "disk-full", "power-cut"),
            "damage", List.of("torn-tail", "bit-flip", "wipe-one", "wipe-leader"),
            "members",
                    List.of(
                            "move-leader",
                            "remove-member",
                            "swap-disks",
                            "stale-disk",
                            "forgotten-vote",
                            "taken-address"),
            "upkeep", List.of("snapshot-now", "compact", "rolling-restart", "snapshot-install")));

    /** Groups of groups. */
    private static final Map<String, List<String>> WIDER =
            Map.of("network", List.of("partition", "packets", "proxy"), "all", List.copyOf(GROUPS.keySet()));

    private final LocalCluster cluster;
    private final Cuts cuts = new Cuts();
    private final Map<String, Nemesis> all = new LinkedHashMap<>();

    private Nemeses(LocalCluster cluster) {
        this.cluster = cluster;
        add(Kill.leader(cluster));
        add(Kill.one(cluster));
        add(Kill.majority(cluster));
        add(Kill.all(cluster));
        add(Pause.leader(cluster));
        add(Pause.one(cluster));
        add(Partition.half(cluster, cuts));
        add(Partition.oneWay(cluster, cuts));
        add(Partition.leader(cluster, cuts));
        add(Partition.ring(cluster, cuts));
        add(SlowNetwork.delay(cluster));
        add(new LossyNetwork(cluster));
        add(SlowNetwork.duplicate(cluster));
        add(SlowNetwork.reorder(cluster));
        add(FalseClock.step(cluster));
        add(FalseClock.hour(cluster));
        add(FalseClock.drift(cluster));
        add(FailingDisk.slow(cluster));
        add(FailingDisk.failing(cluster));
        add(FailingDisk.full(cluster));
        add(new PowerCut(cluster));
        add(Forgetting.tornTail(cluster));
        add(Forgetting.bitFlip(cluster));
        add(Forgetting.wipeOne(cluster));
        add(Forgetting.wipeLeader(cluster));
        add(Upkeep.snapshot(cluster));
        add(Upkeep.compact(cluster));
        add(new RollingRestart(cluster));
        add(new SnapshotInstall(cluster));
        add(MemberChanges.moveLeader(cluster));
        add(MemberChanges.removeMember(cluster));
        add(WrongDisks.swapped(cluster));
        add(WrongDisks.stale(cluster));
        add(new ForgottenVote(cluster));
        add(new TakenAddress(cluster));
        add(ProxyFault.lossy(cluster));
        add(ProxyFault.cut(cluster));
        add(ProxyFault.silence(cluster));
    }

    /** All kinds for this cluster. */
    public static Nemeses of(LocalCluster cluster) {
        return new Nemeses(cluster);
    }

    private void add(Nemesis nemesis) {
        all.put(nemesis.name(), nemesis);
    }

    /** Names of groups, with the names of their kinds; {@code all} is one of them. */
    public static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new TreeMap<>(GROUPS);
        WIDER.forEach((name, parts) -> groups.put(
                name,
                GROUPS.entrySet().stream()
                        .filter(group -> parts.contains(group.getKey()))
                        .flatMap(group -> group.getValue().stream())
                        .toList()));
        return groups;
    }

    /** Every kind, also those that cannot be done here. */
    public List<Nemesis> all() {
        return List.copyOf(all.values());
    }

    /** The kinds that can be done here. */
    public List<Nemesis> available() {
        return all.values().stream().filter(n -> n.unavailable().isEmpty()).toList();
    }

    /** Name of each kind that cannot be done here, and why. */
    public Map<String, String> unavailable() {
        Map<String, String> reasons = new LinkedHashMap<>();
        all.values().forEach(n -> n.unavailable().ifPresent(why -> reasons.put(n.name(), why)));
        return reasons;
    }

    /**
     * The kind of this name, available or not.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Nemesis named(String name) {
        Nemesis nemesis = all.get(name);
        if (nemesis == null) {
            throw unknown(name);
        }
        return nemesis;
    }

    private static IllegalArgumentException unknown(String name) {
        Map<String, List<String>> groups = groups();
        return new IllegalArgumentException(
                "no such fault: " + name + "; there are " + groups.get("all") + " and the groups " + groups.keySet());
    }

    /**
     * What {@code --faults=} means: names and groups, comma-separated, one with a minus before it is left out again, as in
     * {@code network,process,-kill-all}; {@code none} or nothing: no faults. Includes kinds that are not available.
     *
     * @throws IllegalArgumentException if a name is unknown
     */
    public List<Nemesis> select(String faults) {
        return names(faults).stream().map(this::named).toList();
    }

    /**
     * Names of what {@link #select} means by this, whatever the cluster.
     *
     * @throws IllegalArgumentException if a name is unknown
     */
    public static Set<String> names(String faults) {
        Map<String, List<String>> groups = groups();
        List<String> kinds = groups.getOrDefault("all", List.of());
        Set<String> chosen = new LinkedHashSet<>();
        for (String word : faults.split(",")) {
            String name = word.strip();
            if (name.isEmpty() || name.equals("none")) {
                continue;
            }
            boolean without = name.startsWith("-");
            String plain = without ? name.substring(1) : name;
            List<String> meant = groups.getOrDefault(plain, List.of(plain));
            if (!kinds.containsAll(meant)) {
                throw unknown(plain);
            }
            if (without) {
                meant.forEach(chosen::remove);
            } else {
                chosen.addAll(meant);
            }
        }
        return chosen;
    }

    /**
     * Ends every fault, resumes and starts every member, opens the network and the proxies. Does all of it, then throws the
     * first failure.
     */
    public void heal() {
        List<RuntimeException> failures = new ArrayList<>();
        all.values().forEach(nemesis -> attempt(nemesis::end, failures));
        attempt(() -> cluster.hosts().ifPresent(cuts::mendAll), failures);
        for (Member member : cluster.members()) {
            attempt(() -> healProxy(member), failures);
            attempt(() -> Processes.revive(member), failures);
        }
        if (!failures.isEmpty()) {
            RuntimeException first = failures.get(0);
            failures.subList(1, failures.size()).forEach(first::addSuppressed);
            throw first;
        }
    }

    private static void healProxy(Member member) {
        if (member.isProxied()) {
            member.proxy().heal();
        }
    }

    private static void attempt(Runnable action, List<RuntimeException> failures) {
        try {
            action.run();
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }
}
