package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.MembershipChange;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.cluster.WaitedInVainException;
import io.ratiskv.jepsen.statefulset.Pod;
import io.ratiskv.jepsen.statefulset.StatefulSet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Three members, of whom only one can be elected, and only by one that has moved to another address meanwhile: the heir once
 * led, so that it has connections of Raft's to all; it follows while a voter moves, and does not talk to it; the leader's
 * newest entries reach the heir, and not the voter; then the leader's node dies.
 */
final class MovedVoter {
    private static final int THREE = 3;
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(2);

    /** So many entries the voter lacks, at least. */
    private static final int LACKING = 20;

    private final StatefulSet set;
    private final KvClient operator;
    private final Duration within;

    private MovedVoter(StatefulSet set, KvClient operator, Duration within) {
        this.set = set;
        this.operator = operator;
        this.within = within;
    }

    /**
     * Lets it happen, under whatever load there is.
     *
     * @param within at most so long until there is a leader again
     * @return how long there was none, in words
     */
    static String asked(StatefulSet set, KvClient operator, Duration within) {
        if (!set.networkCanBeCut()) {
            return "left out: the network between pods cannot be cut here";
        }
        if (set.pods().size() != THREE) {
            return "left out: only one of three can have what one lacks";
        }
        return new MovedVoter(set, operator, within).happen();
    }

    private String happen() {
        Pod leader = leader();
        List<Pod> others = set.pods().stream().filter(pod -> pod != leader).toList();
        Pod heir = others.get(0);
        Pod voter = others.get(1);
        lead(heir);
        lead(leader);
        voter.vanish();
        voter.schedule();
        set.awaitWhole(within);

        String dying = leader.address();
        voter.deafen(dying);
        try {
            Poll.until(voter.id() + " to lack entries", within, () -> lacking(heir, voter));
            leader.vanish();
            return elected(heir, voter);
        } catch (WaitedInVainException nobody) {
            set.tellThreads(nobody);
            throw nobody;
        } finally {
            voter.hear(dying); // The address may soon be another's.
            if (leader.address().isEmpty()) {
                leader.schedule();
            }
        }
    }

    private String elected(Pod heir, Pod voter) {
        long began = System.nanoTime();
        Poll.until(heir.id() + " to be elected", within, () -> set.leader().filter(pod -> pod == heir));
        double seconds = (System.nanoTime() - began) / 1e9;
        return String.format("%s was elected by %s after %.1f s", heir.id(), voter.id(), seconds);
    }

    private Pod leader() {
        return Poll.until("a leader", within, set::leader);
    }

    private void lead(Pod pod) {
        operator.admin().change(MembershipChange.moveLeader(pod.id()));
        Poll.until(pod.id() + " to lead", within, () -> set.leader().filter(leader -> leader == pod));
        set.awaitWhole(within);
    }

    /** Empty: not enough, or one of them has not said. */
    private static Optional<Boolean> lacking(Pod heir, Pod voter) {
        OptionalLong has = applied(voter);
        OptionalLong there = applied(heir);
        boolean lacks = has.isPresent() && there.isPresent() && there.getAsLong() - has.getAsLong() >= LACKING;
        return lacks ? Optional.of(true) : Optional.empty();
    }

    private static OptionalLong applied(Pod pod) {
        try (var connection = pod.connect(ASK_TIMEOUT)) {
            return OptionalLong.of(connection.status().getAppliedIndex());
        } catch (IOException silent) {
            return OptionalLong.empty();
        }
    }
}
