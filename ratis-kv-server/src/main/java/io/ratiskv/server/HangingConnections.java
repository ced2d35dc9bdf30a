package io.ratiskv.server;

import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.read.Leadership;
import io.ratiskv.server.read.Leadership.Peer;
import io.ratiskv.server.read.Leadership.Voters;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Has Raft connect anew to a member that is there and does not answer it: a leader's to a follower, and that of a member
 * without a leader to any, since it may be what its votes wait for.
 *
 * <p>A host that dies closes no connection. Ratis 3.3.0 goes on with its own as long as TCP does, a quarter of an hour, while
 * the member is long back at another address (seen: nothing was sent to it any more). The members' other connections notice
 * silence within seconds, and find the new place: where such a one is younger than the last answer to Raft, Raft's is hanging.
 * When all members come back at once, each may have been told the others' old addresses, at which a try lasts for 30 s.
 *
 * <p>A follower says nothing to the others over its own connections of Raft's, and learns of none that hangs until it asks for
 * votes. It may be the only one that can be elected, by a member that moved long before (seen: no leader until TCP gave up, with
 * two of three members there). So its connection to one that comes back is made anew while it is not needed, those to all once
 * after its own start; and without a leader all are, however old the others are.
 *
 * <p>Ratis sends heartbeats over a connection of their own: they may arrive while the one for entries hangs, and the follower
 * answers and gets nothing (seen: for minutes, until the next leader). So a follower that does not come nearer is connected to
 * anew as well, but once only for each other connection that is made to it, since it may be taking a snapshot in.
 *
 * <p>Thread: {@link #look} on {@code timer}; reconnects on an executor, since they may take seconds.
 */
final class HangingConnections {
    /** Silence that a busy follower does not need. */
    static final Duration SILENCE = Duration.ofSeconds(2);

    /** Standing still that is no stall of a disk: longer than a request of Raft's may take, and than fsync was seen to. */
    static final Duration STANDING = Duration.ofSeconds(6);

    /** How long a member must be back before Raft's connection is judged: it mostly connects anew by itself. */
    static final Duration SETTLED = Duration.ofSeconds(1);

    /** Until the next try, if one did not help and the member has not come back since. */
    static final Duration AGAIN_AFTER = Duration.ofSeconds(10);

    private final Leadership leadership;
    private final Supplier<Map<String, Long>> silencesMillis;
    private final Supplier<Map<String, Long>> commits;
    private final Others others;
    private final Renewals renewals;
    private final LongSupplier nanoTime;
    // One entry for each other member.
    private final Map<String, Progress> progress = new HashMap<>();
    private long ledNanos;

    /** The other connections of this member. */
    interface Others {
        /** For how long there has been one to this member; empty: there is none. */
        OptionalLong connectedNanos(Peer peer);

        /** Has one made if there is none, and given up if it is silent. */
        void keep(Peer peer);
    }

    /** How far a follower was when it last came nearer. */
    private record Progress(long commitIndex, long sinceNanos) {}

    /**
     * @param silencesMillis how long each follower, by its id of Raft's, has not answered; empty if this member does not lead
     * @param commits what each member, by its id of Raft's, is known to have committed
     * @param reconnect gives Raft's connection to a member up; may block for seconds
     */
    HangingConnections(
            Leadership leadership,
            Supplier<Map<String, Long>> silencesMillis,
            Supplier<Map<String, Long>> commits,
            Others others,
            Consumer<String> reconnect,
            Executor executor,
            LongSupplier nanoTime) {
        this.leadership = leadership;
        this.silencesMillis = silencesMillis;
        this.commits = commits;
        this.others = others;
        this.nanoTime = nanoTime;
        this.ledNanos = nanoTime.getAsLong();
        this.renewals = new Renewals(reconnect, executor, ledNanos);
    }

    /** Called every half a second. */
    void look() {
        LogStatus status = leadership.status();
        long now = nanoTime.getAsLong();
        Map<String, Long> silences = silencesMillis.get();
        List<Peer> voters = otherVoters();
        Set<String> ids = voters.stream().map(Peer::memberId).collect(Collectors.toSet());
        renewals.keepOnly(ids);
        progress.keySet().retainAll(ids);
        if (!status.leaderReady() || silences.isEmpty()) {
            voters.forEach(others::keep); // A leader that serves asks its followers in any case.
        }
        if (status.leaderId() == null) {
            progress.clear();
            lookForVotes(voters, Duration.ofNanos(now - ledNanos), now);
            return;
        }
        ledNanos = now;
        if (silences.isEmpty()) {
            progress.clear();
            lookForMoved(voters, now);
            return;
        }
        lookForSilent(voters, silences, now);
        lookForStanding(voters, status.commitIndex(), now);
    }

    private void lookForVotes(List<Peer> voters, Duration without, long now) {
        for (Peer peer : voters) {
            // One that was made since the member came is rather good: an election may just take long.
            Duration patience = isBackSince(peer, renewals.lastNanos(peer), now) ? SILENCE : STANDING;
            if (without.compareTo(patience) >= 0 && isBack(peer, SETTLED) && mayTry(peer, now)) {
                String why = "no leader has been known for " + without.toMillis() + " ms";
                renewals.renew(peer, now, why, () -> leadership.status().leaderId() == null);
            }
        }
    }

    private void lookForMoved(List<Peer> voters, long now) {
        for (Peer peer : voters) {
            if (isBack(peer, SETTLED) && isBackSince(peer, renewals.lastNanos(peer), now)) {
                renewals.renew(
                        peer, now, "has come back", () -> silencesMillis.get().isEmpty());
            }
        }
    }

    private void lookForSilent(List<Peer> voters, Map<String, Long> silences, long now) {
        for (Peer peer : voters) {
            Duration silent = silence(silences, peer);
            if (silent.compareTo(SILENCE) >= 0
                    && isBack(peer, SETTLED)
                    && isBackSince(peer, now - silent.toNanos(), now)
                    && mayTry(peer, now)) {
                String why = "has not answered Raft for " + silent.toMillis() + " ms";
                renewals.renew(
                        peer,
                        now,
                        why,
                        () -> silence(silencesMillis.get(), peer).compareTo(SILENCE) >= 0);
            }
        }
    }

    private void lookForStanding(List<Peer> voters, long commitIndex, long now) {
        Map<String, Long> known = commits.get();
        for (Peer peer : voters) {
            long has = known.getOrDefault(peer.memberId(), -1L);
            Progress before = progress.get(peer.memberId());
            if (before == null || has > before.commitIndex() || has >= commitIndex) {
                progress.put(peer.memberId(), new Progress(has, now));
                continue;
            }
            Duration standing = Duration.ofNanos(now - before.sinceNanos());
            if (standing.compareTo(STANDING) >= 0
                    && isBack(peer, SILENCE)
                    && isBackSince(peer, renewals.lastNanos(peer), now)) {
                String why = "answers, but has come no nearer for " + standing.toMillis() + " ms";
                renewals.renew(peer, now, why, () -> true);
            }
        }
    }

    private List<Peer> otherVoters() {
        Voters voters = leadership.voters();
        return voters.current().stream()
                .filter(peer -> !peer.memberId().equals(voters.self()))
                .toList();
    }

    private static Duration silence(Map<String, Long> silences, Peer peer) {
        return Duration.ofMillis(silences.getOrDefault(peer.memberId(), 0L));
    }

    /** Whether there has been another connection to it for at least so long. */
    private boolean isBack(Peer peer, Duration atLeast) {
        OptionalLong connected = others.connectedNanos(peer);
        return connected.isPresent() && connected.getAsLong() >= atLeast.toNanos();
    }

    /** Whether the other connection to it was made later than that. */
    private boolean isBackSince(Peer peer, long nanos, long now) {
        OptionalLong connected = others.connectedNanos(peer);
        return connected.isPresent() && now - connected.getAsLong() - nanos > 0;
    }

    private boolean mayTry(Peer peer, long now) {
        long last = renewals.lastNanos(peer);
        return !renewals.any(peer) || now - last >= AGAIN_AFTER.toNanos() || isBackSince(peer, last, now);
    }
}
