package io.ratiskv.server;

import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.read.Leadership;
import io.ratiskv.server.read.Leadership.Peer;
import io.ratiskv.server.read.Leadership.Voters;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Raft connect anew to a member that is there and does not answer it: a leader's to a follower, and that of a member
 * without a leader to any, since it may be what its votes wait for.
 *
 * <p>A host that dies closes no connection. Ratis 3.3.0 goes on with its own as long as TCP does, a quarter of an hour, while
 * the member is long back at another address (seen: nothing was sent to it any more). The members' other connections notice
 * silence within seconds, and find the new place: where such a one is younger than the last answer to Raft, Raft's is hanging.
 * When all members come back at once, each may have been told the others' old addresses, at which a try lasts for 30 s.
 *
 * <p>Thread: {@link #look} on {@code timer}; reconnects on an executor, since they may take seconds.
 */
final class HangingConnections {
    /** Silence that a busy follower does not need. */
    static final Duration SILENCE = Duration.ofSeconds(2);

    /** Until the next try, if one did not help. */
    static final Duration AGAIN_AFTER = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(HangingConnections.class);

    private final Leadership leadership;
    private final Supplier<Map<String, Long>> silencesMillis;
    private final Function<Peer, OptionalLong> connectedNanos;
    private final Consumer<String> reconnect;
    private final Executor executor;
    private final LongSupplier nanoTime;
    // One entry for each follower that hung.
    private final Map<String, Long> triedNanos = new HashMap<>();
    private long ledNanos;

    /**
     * @param silencesMillis how long each follower, by its id of Raft's, has not answered; empty if this member does not lead
     * @param connectedNanos for how long there has been another connection to a member
     * @param reconnect gives Raft's connection to a member up; may block for seconds
     */
    HangingConnections(
            Leadership leadership,
            Supplier<Map<String, Long>> silencesMillis,
            Function<Peer, OptionalLong> connectedNanos,
            Consumer<String> reconnect,
            Executor executor,
            LongSupplier nanoTime) {
        this.leadership = leadership;
        this.silencesMillis = silencesMillis;
        this.connectedNanos = connectedNanos;
        this.reconnect = reconnect;
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.ledNanos = nanoTime.getAsLong();
    }

    /** Called every half a second. */
    void look() {
        LogStatus status = leadership.status();
        long now = nanoTime.getAsLong();
        if (status.leaderId() == null) {
            Duration without = Duration.ofNanos(now - ledNanos);
            lookAt(peer -> without, "no leader has been known", now);
            return;
        }
        ledNanos = now;
        Map<String, Long> silences = silencesMillis.get();
        if (silences.isEmpty()) {
            triedNanos.clear();
            return;
        }
        lookAt(peer -> Duration.ofMillis(silences.getOrDefault(peer.memberId(), 0L)), "it has not answered Raft", now);
    }

    private void lookAt(Function<Peer, Duration> silence, String what, long now) {
        Voters voters = leadership.voters();
        for (Peer peer : voters.current()) {
            Duration silent = silence.apply(peer);
            if (!peer.memberId().equals(voters.self()) && hangs(peer, silent) && mayTry(peer, now)) {
                triedNanos.put(peer.memberId(), now);
                LOG.info(
                        "Member {} is there, and {} for {} ms: Raft connects to it anew.",
                        peer.memberId(),
                        what,
                        silent.toMillis());
                executor.execute(() -> reconnect.accept(peer.memberId()));
            }
        }
    }

    private boolean hangs(Peer peer, Duration silent) {
        OptionalLong connected = connectedNanos.apply(peer);
        return silent.compareTo(SILENCE) >= 0 && connected.isPresent() && connected.getAsLong() < silent.toNanos();
    }

    private boolean mayTry(Peer peer, long now) {
        Long tried = triedNanos.get(peer.memberId());
        return tried == null || now - tried >= AGAIN_AFTER.toNanos();
    }
}
