package io.ratiskv.server;

import io.ratiskv.server.read.Leadership.Peer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raft's connections that are made anew: one at a time to a member, so no more at once than there are members, and only if the
 * reason still holds in that moment: this member may have become the leader, whose connections are all in use. To give one up
 * may take seconds.
 *
 * <p>Thread: one; {@link #renew} ends on {@code executor}.
 */
final class Renewals {
    private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);

    private final Consumer<String> reconnect;
    private final Executor executor;
    private final long begunNanos;
    // One entry for each other member.
    private final Map<String, Long> lastNanos = new ConcurrentHashMap<>();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    /** @param reconnect gives Raft's connection to a member up, named by its id of Raft's; may block for seconds */
    Renewals(Consumer<String> reconnect, Executor executor, long begunNanos) {
        this.reconnect = reconnect;
        this.executor = executor;
        this.begunNanos = begunNanos;
    }

    /** When it was done last for this member; at first, when this member began. */
    long lastNanos(Peer peer) {
        return lastNanos.getOrDefault(peer.memberId(), begunNanos);
    }

    /** Whether it was ever done for this member. */
    boolean any(Peer peer) {
        return lastNanos.containsKey(peer.memberId());
    }

    /** Makes it anew, unless that is under way. */
    void renew(Peer peer, long now, String why, BooleanSupplier stillSo) {
        String id = peer.memberId();
        if (!underWay.add(id)) {
            return;
        }
        executor.execute(() -> {
            try {
                if (stillSo.getAsBoolean()) {
                    lastNanos.put(id, now);
                    LOG.info("Member {} is there, and {}: Raft connects to it anew.", id, why);
                    reconnect.accept(id);
                }
            } finally {
                underWay.remove(id);
            }
        });
    }

    /** Forgets those who are no members any more. */
    void keepOnly(Set<String> ids) {
        lastNanos.keySet().retainAll(ids);
    }
}
