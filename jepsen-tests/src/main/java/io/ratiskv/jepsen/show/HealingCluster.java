package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.cluster.Directories;
import io.ratiskv.jepsen.cluster.Lookout;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.statefulset.Manifest;
import io.ratiskv.jepsen.statefulset.Pod;
import io.ratiskv.jepsen.statefulset.StatefulSet;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.jepsen.workload.LedgerWorkload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A StatefulSet to which mishaps happen, with a ledger of what it has acknowledged.
 *
 * <p>Thread: one.
 */
final class HealingCluster implements AutoCloseable {
    private static final Duration LAG = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SPARE_PODS = 1;
    private static final int SOME = 100;

    private final StatefulSet set;
    private final Random random;
    private final Lookout lookout;
    private final KvClient client;
    private final List<LedgerWorkload> ledgers = new ArrayList<>();

    private HealingCluster(StatefulSet set, Random random) {
        this.set = set;
        this.random = random;
        this.client = Clients.open(set.endpoints(), "healing");
        this.lookout = Lookout.over(set::pods);
    }

    /** Pods in any order, and waits until they are one cluster. */
    static HealingCluster start(String run, Manifest manifest, String hosts, Random random) {
        StatefulSet set = new StatefulSet(run, manifest, hosts, manifest.replicas() + SPARE_PODS, LAG, random);
        try {
            set.begin();
            set.awaitWhole(StatefulSet.READY_TIMEOUT);
            return new HealingCluster(set, random);
        } catch (RuntimeException e) {
            set.close();
            throw e;
        }
    }

    /** Some acknowledged writes; every other time also snapshots, so that an empty member is not filled by the log alone. */
    void writeSome() {
        LedgerWorkload ledger = write();
        Poll.until("writes", PATIENCE, () -> ledger.acknowledged() > SOME ? Optional.of(true) : Optional.empty());
        ledger.stop();
        if (random.nextBoolean()) {
            set.pods().forEach(pod -> client.admin().snapshot(pod.clientAddress()));
        }
    }

    private LedgerWorkload write() {
        LedgerWorkload ledger = LedgerWorkload.start("ledger-" + ledgers.size() + "/", List.of(client), 2);
        ledgers.add(ledger);
        return ledger;
    }

    /**
     * Lets it happen.
     *
     * @return how long it took from then until all was whole
     */
    Duration suffer(Mishap mishap, Duration within) {
        switch (mishap) {
            case ADDRESS_CHANGE -> {
                for (Pod pod : some(1 + random.nextInt(3))) {
                    pod.vanish();
                    pod.schedule();
                }
            }
            case WIPED_IDLE -> wipe(anyFollower());
            case WIPED_LEADER -> {
                LedgerWorkload load = write();
                wipe(leader());
                Duration took = set.awaitWhole(within);
                load.stop();
                return took;
            }
            case SWAPPED_DISKS -> swapDisks();
            case STALE_DISK -> startStale();
            case OLDER_DISK -> comeBackOlder();
            case REMOVED_AND_ADDED -> {
                LedgerWorkload load = write();
                set.scaleDown(client);
                if (random.nextBoolean()) {
                    set.deleteVolume(set.pods().size());
                }
                set.scaleUp(client);
                load.stop();
            }
        }
        return set.awaitWhole(within);
    }

    private void wipe(Pod pod) {
        pod.vanish();
        pod.loseVolume();
        pod.schedule();
    }

    /** Both say whose disk it is, and do not start, however often they are started; then the disks are put right. */
    private void swapDisks() {
        List<Pod> two = some(2);
        Pod first = two.get(0);
        Pod second = two.get(1);
        two.forEach(Pod::vanish);
        Directories.exchange(first.volume(), second.volume());
        List<Integer> before = two.stream().map(pod -> pod.log().length()).toList();
        two.forEach(Pod::schedule);
        for (int i = 0; i < two.size(); i++) {
            Pod pod = two.get(i);
            int known = before.get(i);
            String word = "belongs to member " + two.get(1 - i).id();
            Poll.until(
                    pod.id() + " to say whose disk it has",
                    PATIENCE,
                    () -> pod.log().substring(known).contains(word) ? Optional.of(true) : Optional.empty());
        }
        two.forEach(Pod::vanish);
        Directories.exchange(first.volume(), second.volume());
        two.forEach(Pod::schedule);
    }

    /** A disk is copied, lost and replaced; later all stop, the copy is put in, and all start. */
    private void startStale() {
        Pod stale = some(1).get(0);
        stale.vanish();
        Path copy = set.directory().resolve("copy");
        Directories.delete(copy);
        Directories.copy(stale.volume(), copy);
        stale.loseVolume();
        stale.schedule();
        set.awaitWhole(PATIENCE);
        writeSome();
        set.pods().forEach(Pod::vanish);
        stale.loseVolume();
        Directories.move(copy, stale.volume());
        set.pods().forEach(Pod::schedule);
    }

    /** The others run all the time, and know what the copy lacks. */
    private void comeBackOlder() {
        Pod pod = some(1).get(0);
        pod.vanish();
        Path copy = set.directory().resolve("copy");
        Directories.delete(copy);
        Directories.copy(pod.volume(), copy);
        pod.schedule();
        set.awaitWhole(PATIENCE);
        writeSome();
        set.awaitWhole(PATIENCE);
        pod.vanish();
        pod.loseVolume();
        Directories.move(copy, pod.volume());
        int known = pod.log().length();
        pod.schedule();
        Poll.until(
                pod.id() + " to say that its disk is older",
                PATIENCE,
                () -> pod.log().substring(known).contains("is older than what this member has promised")
                        ? Optional.of(true)
                        : Optional.empty());
    }

    private List<Pod> some(int count) {
        List<Pod> shuffled = new ArrayList<>(set.pods());
        java.util.Collections.shuffle(shuffled, random);
        return shuffled.subList(0, Math.min(count, shuffled.size()));
    }

    private Pod leader() {
        return Poll.until("a leader", PATIENCE, set::leader);
    }

    private Pod anyFollower() {
        Pod leader = leader();
        return some(set.pods().size()).stream()
                .filter(pod -> pod != leader)
                .findFirst()
                .orElseThrow();
    }

    /** What was promised and is not so; empty: all is well. */
    List<String> verify() {
        List<String> problems = new ArrayList<>();
        ledgers.forEach(ledger -> problems.addAll(ledger.verify(client)));
        Verdict one = lookout.verdict();
        one.violations().forEach(violation -> problems.add(violation.reason()));
        return problems;
    }

    @Override
    public void close() {
        // One may still be writing, if what happened did not end: to a closed client it would do so for ever.
        ledgers.forEach(LedgerWorkload::stop);
        lookout.close();
        client.close(Duration.ofSeconds(1));
        set.close();
    }
}
