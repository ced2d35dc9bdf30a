package io.ratiskv.jepsen.nemesis;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.workload.Clients;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The worst moment to lose a disk: one member is behind, the leader and another one have acknowledged a write; the leader dies
 * and the other one's disk is empty. Nobody may lead until the leader is back: an emptied member that votes would help the one
 * that is behind, and the write would be gone. Alone.
 *
 * <p>Evidence: who was behind, who was wiped, and the write that only the dead leader has.
 */
final class ForgottenVote implements Nemesis {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Longer than several elections take, and longer than one takes on a machine that does much else. */
    private static final Duration WATCHED = Duration.ofSeconds(10);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final String KEY = "nemesis/forgotten-vote";

    private final LocalCluster cluster;
    private @Nullable Member leader;
    private String value = "";
    private long round;

    ForgottenVote(LocalCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "forgotten-vote";
    }

    @Override
    public boolean alone() {
        return true;
    }

    @Override
    public Optional<String> unavailable() {
        return cluster.members().size() == 3 ? Optional.empty() : Optional.of("needs three members, no more");
    }

    @Override
    public String begin(Random random) {
        value = "";
        cluster.members().forEach(Processes::revive);
        cluster.awaitServing(PATIENCE);
        Member leads = cluster.awaitLeader(PATIENCE);
        var followers = cluster.members().stream().filter(m -> m != leads).toList();
        int which = random.nextInt(followers.size());
        Member behind = followers.get(which);
        Member wiped = followers.get(1 - which);
        // Killed, not paused: what the leader sent to a paused one waits in its kernel, and is read when it wakes.
        behind.kill();
        try (KvClient client = operator()) {
            String written = "round " + round++;
            client.put(KEY, written);
            value = written;
        }
        leads.kill();
        leader = leads;
        wiped.killAndWipe();
        wiped.start();
        behind.start();
        // A process takes seconds to start: the fault is there only from then on.
        Poll.until(wiped.id() + " to answer", PATIENCE, wiped::status);
        Poll.until(behind.id() + " to answer", PATIENCE, behind::status);
        requireNobodyLeads(leads);
        return "only " + leads.id() + " has the last write and is dead, " + wiped.id() + " was wiped, " + behind.id()
                + " is behind";
    }

    private void requireNobodyLeads(Member dead) {
        long until = System.nanoTime() + WATCHED.toNanos();
        while (System.nanoTime() - until < 0) {
            cluster.leader().ifPresent(other -> {
                throw new BrokenPromise(other.id() + " leads, and '" + value
                        + "', which was acknowledged, is on the disk of " + dead.id() + " alone");
            });
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    @Override
    public void end() {
        Member dead = leader;
        if (dead == null) {
            return;
        }
        leader = null;
        cluster.members().forEach(Processes::revive);
        cluster.awaitServing(PATIENCE);
        try (KvClient client = operator()) {
            String found = client.get(KEY).map(kv -> kv.valueText()).orElse("nothing");
            if (!found.equals(value)) {
                throw new BrokenPromise("the write '" + value + "' was acknowledged, and " + found + " is there");
            }
        }
    }

    private KvClient operator() {
        return Clients.open(cluster.endpoints(), "operator");
    }

    @Override
    public Optional<String> evidence() {
        return value.isEmpty() ? Optional.empty() : Optional.of("acknowledged: " + value);
    }
}
