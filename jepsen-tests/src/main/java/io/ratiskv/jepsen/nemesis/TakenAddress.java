package io.ratiskv.jepsen.nemesis;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.proxy.Relay;
import io.ratiskv.jepsen.workload.Clients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One member is gone, and another one has its address: of five, two that live seem to be three, while the other two stand still.
 * No write may be acknowledged then: it would be on two disks, and the other three could forget it. Alone.
 *
 * <p>Evidence: what came to the address of the one who is gone.
 */
final class TakenAddress implements Nemesis {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** For the leader to find out that there is somebody at the address again. */
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final Duration WRITE = Duration.ofSeconds(5);
    private static final int MEMBERS = 5;

    private final LocalCluster cluster;
    private @Nullable Relay relay;
    private long bytes;

    TakenAddress(LocalCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "taken-address";
    }

    @Override
    public boolean alone() {
        return true;
    }

    @Override
    public Optional<String> unavailable() {
        if (cluster.hosts().isPresent()) {
            return Optional.of("needs members on loopback, where a test can listen in a member's place");
        }
        return cluster.members().size() == MEMBERS ? Optional.empty() : Optional.of("needs five members");
    }

    @Override
    public String begin(Random random) {
        bytes = 0;
        cluster.members().forEach(Processes::revive);
        cluster.awaitServing(PATIENCE);
        Member leader = cluster.awaitLeader(PATIENCE);
        List<Member> followers = new ArrayList<>(
                cluster.members().stream().filter(m -> m != leader).toList());
        Collections.shuffle(followers, random);
        Member gone = followers.get(0);
        Member twice = followers.get(1);
        gone.kill();
        Relay taken = Relay.between(gone.raftPort(), twice.raftPort());
        relay = taken;
        LockSupport.parkNanos(SETTLE_NANOS);
        followers
                .subList(2, followers.size())
                .forEach(member -> member.process().pause());
        try (KvClient client =
                Clients.patient(cluster.endpoints(), "operator").deadline(WRITE).build()) {
            client.put("nemesis/taken-address", "on two disks");
            throw new BrokenPromise("a write was acknowledged that only " + leader.id() + " and " + twice.id()
                    + " of five can have: the latter answered for " + gone.id());
        } catch (KvException notAcknowledged) {
            return "at the address of " + gone.id() + " is " + twice.id()
                    + ", and two others stand still; a write was not" + " acknowledged: "
                    + notAcknowledged.getMessage();
        } finally {
            bytes = taken.bytes();
        }
    }

    @Override
    public void end() {
        Relay taken = relay;
        if (taken == null) {
            return;
        }
        relay = null;
        taken.close();
        cluster.members().forEach(Processes::revive);
        cluster.awaitServing(PATIENCE);
    }

    @Override
    public Optional<String> evidence() {
        return bytes == 0 ? Optional.empty() : Optional.of(bytes + " bytes came to it");
    }
}
