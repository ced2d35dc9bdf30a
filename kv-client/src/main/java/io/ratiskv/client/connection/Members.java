package io.ratiskv.client.connection;

import io.ratiskv.client.KvException;
import io.ratiskv.client.WrongClusterException;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.Welcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everybody that can be asked: the endpoints configured and those heard of, each with its connection, if there is one,
 * and how it went last. Decides who is asked next.
 *
 * <p>Thread: network.
 */
final class Members implements Connection.Observer {
    /** Most endpoints remembered; a hint beyond it is not followed. */
    static final int KNOWN_MAX = 64;

    private static final long COOL_FIRST_NANOS = Duration.ofMillis(25).toNanos();
    private static final long COOL_MAX_NANOS = Duration.ofMillis(400).toNanos();
    // A member that keeps silent so long is better asked over a new connection.
    private static final long SILENCE_MAX_NANOS = Duration.ofSeconds(3).toNanos();

    private static final class Remote {
        @Nullable
        Connection connection;

        int failures;
        long coolUntilNanos = System.nanoTime();

        @Nullable
        KvException fatal;

        String lastFailure = "";
        long failedNanos;
    }

    private final Map<Endpoint, Remote> known = new LinkedHashMap<>();
    private final Dialer dialer;
    private final LeaderTracker leader = new LeaderTracker();
    private int turn;
    /** Of the cluster that this client belongs to since a member first said so; empty before. */
    private String clusterId = "";

    Members(List<Endpoint> configured, Dialer dialer) {
        this.dialer = dialer;
        configured.forEach(endpoint -> known.put(endpoint, new Remote()));
    }

    LeaderTracker leader() {
        return leader;
    }

    /** The connection to the endpoint; a new one if there is none. */
    Connection connection(Endpoint endpoint) {
        Remote remote = known.computeIfAbsent(endpoint, e -> new Remote());
        Connection connection = remote.connection;
        if (connection == null) {
            connection = dialer.dial(endpoint, this);
            remote.connection = connection;
        }
        return connection;
    }

    /** The next one to ask, the leader first if wanted; null if all worth asking were asked in this round. */
    @Nullable
    Endpoint choose(Route route, Set<Endpoint> asked) {
        if (route.only() != null) {
            if (asked.contains(route.only())) {
                return null;
            }
            Remote only = known.get(route.only());
            if (!giveUpIfSilent(only) && only != null && only.connection != null) {
                only.connection.askWhetherItLives();
            }
            return route.only();
        }
        Endpoint leading = leader.leader();
        if (route.leaderFirst() && leading != null && !asked.contains(leading) && isUsable(leading, false)) {
            return leading;
        }
        Endpoint found = inTurn(asked, false);
        // All that are left have kept silent or were just lost: ask a silent one, rather than nobody.
        return found != null ? found : inTurn(asked, true);
    }

    /** Everybody there is to ask. */
    List<Endpoint> endpoints() {
        return List.copyOf(known.keySet());
    }

    private @Nullable Endpoint inTurn(Set<Endpoint> asked, boolean evenSilent) {
        List<Endpoint> all = new ArrayList<>(known.keySet());
        for (int i = 0; i < all.size(); i++) {
            Endpoint endpoint = all.get((turn + i) % all.size());
            if (!asked.contains(endpoint) && isUsable(endpoint, evenSilent)) {
                turn = (turn + i + 1) % all.size();
                return endpoint;
            }
        }
        return null;
    }

    private boolean isUsable(Endpoint endpoint, boolean evenSilent) {
        Remote remote = known.get(endpoint);
        if (remote == null) {
            return known.size() < KNOWN_MAX;
        }
        Connection connection = remote.connection;
        if (connection == null) {
            return System.nanoTime() - remote.coolUntilNanos >= 0;
        }
        return !giveUpIfSilent(remote) && (evenSilent || !connection.isSuspect());
    }

    /** A host that dies closes no connection, and its member may long be back at another address. */
    private static boolean giveUpIfSilent(@Nullable Remote remote) {
        Connection connection = remote == null ? null : remote.connection;
        if (connection == null || !connection.isSuspect() || connection.silentNanos() <= SILENCE_MAX_NANOS) {
            return false;
        }
        connection.close("no word for " + Duration.ofNanos(SILENCE_MAX_NANOS).toSeconds() + " s", null);
        return true;
    }

    /** Why asking on makes no sense: every endpoint that may be asked is of the wrong kind. Null if it does. */
    @Nullable
    KvException hopeless(Route route) {
        KvException reason = null;
        for (Map.Entry<Endpoint, Remote> entry : known.entrySet()) {
            if (route.only() == null || route.only().equals(entry.getKey())) {
                if (entry.getValue().fatal == null) {
                    return null;
                }
                reason = entry.getValue().fatal;
            }
        }
        return reason;
    }

    /** How it went the last time with those that may be asked and have not been heard of since. */
    Map<Endpoint, String> lastFailures(Route route) {
        Map<Endpoint, String> reasons = new LinkedHashMap<>();
        known.forEach((endpoint, remote) -> {
            boolean meant = route.only() == null || route.only().equals(endpoint);
            if (meant && !remote.lastFailure.isEmpty()) {
                long millis =
                        Duration.ofNanos(System.nanoTime() - remote.failedNanos).toMillis();
                reasons.put(endpoint, remote.lastFailure + ", " + millis + " ms ago; no word since");
            }
        });
        return reasons;
    }

    /**
     * Sessions, revisions and leases of one cluster mean nothing to another, so that a client stays with the cluster that it
     * found first, whether it was told a name or not. A cluster that was restored under a new name is another one.
     */
    @Override
    public @Nullable KvException objection(Connection connection, Welcome welcome) {
        String told = welcome.getClusterId();
        if (clusterId.isEmpty()) {
            clusterId = told;
        }
        return told.equals(clusterId) || told.isEmpty()
                ? null
                : new WrongClusterException(connection.endpoint() + " is of cluster '" + told
                        + "', but this client has worked with cluster '" + clusterId
                        + "': check the endpoints; if the cluster was restored under the new name, make a new client");
    }

    /** Somebody was found to be of another cluster, and nobody is known to be of this client's. Null if not so. */
    @Nullable
    KvException onlyWrongClusters(Route route) {
        KvException wrong = null;
        for (Map.Entry<Endpoint, Remote> entry : known.entrySet()) {
            Remote remote = entry.getValue();
            if (route.only() != null && !route.only().equals(entry.getKey())) {
                continue;
            }
            if (remote.connection != null && remote.connection.wasWelcomed()) {
                return null;
            }
            if (remote.fatal instanceof WrongClusterException) {
                wrong = remote.fatal;
            }
        }
        return wrong;
    }

    @Override
    public void welcomed(Connection connection, Response response) {
        Remote remote = known.computeIfAbsent(connection.endpoint(), e -> new Remote());
        remote.failures = 0;
        remote.lastFailure = "";
        remote.fatal = null;
        Endpoint hinted = leader.greeted(response.getWelcome().getLeader());
        if (hinted != null) {
            heardOf(hinted);
        }
    }

    /** Somebody has named it; it may be asked from now on. */
    void heardOf(Endpoint endpoint) {
        if (known.size() < KNOWN_MAX) {
            known.putIfAbsent(endpoint, new Remote());
        }
    }

    @Override
    public void closed(Connection connection, String reason, @Nullable KvException fatal) {
        leader.lost(connection.endpoint());
        Remote remote = known.get(connection.endpoint());
        if (remote == null || remote.connection != connection) {
            return;
        }
        remote.connection = null;
        remote.fatal = fatal;
        remote.lastFailure = reason;
        remote.failedNanos = System.nanoTime();
        if (!connection.wasWelcomed()) {
            long cool = Math.min(COOL_MAX_NANOS, COOL_FIRST_NANOS << Math.min(remote.failures, 10));
            remote.failures++;
            remote.coolUntilNanos = System.nanoTime() + cool;
        }
    }

    void close(String reason) {
        List<Remote> all = new ArrayList<>(known.values());
        for (Remote remote : all) {
            if (remote.connection != null) {
                remote.connection.close(reason, null);
            }
        }
    }
}
