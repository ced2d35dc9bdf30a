package io.ratiskv.jepsen.peers.store;

import io.ratiskv.cli.bench.load.Data;
import io.ratiskv.cli.bench.load.Target;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.cluster.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Three running members of a store. Members are numbered from 0.
 *
 * <p>Thread: one.
 */
public interface StoreCluster extends AutoCloseable {
    /** How long members may take until they serve, also after a restart with much data. */
    Duration START_TIMEOUT = Duration.ofMinutes(2);

    /** The members' processes. */
    List<ServerProcess> processes();

    /** Starts a member that has ended, on what it has. Does not wait until it serves. */
    void start(int member);

    /** Whether this member answers a linearizable read just now. */
    boolean serves(int member);

    /** Who leads just now, if a live member says that it does. */
    OptionalInt leader();

    /**
     * Clients of the running cluster for the generator, with keys of {@code data}.
     *
     * @throws Exception if they cannot connect
     */
    Target connect(Data data, Access access) throws Exception;

    /** Where clients connect. */
    enum Access {
        /** {@link #CONNECTIONS} connections, all to the leader: what suits writes and linearizable reads best. */
        LEADER,
        /** One connection to each member, for reads of what a member holds and for watches. */
        EACH_MEMBER,
        /** Clients that find another member by themselves when theirs is gone. */
        FAIL_OVER;

        /** Connections of a client to the leader. */
        public static final int CONNECTIONS = 3;
    }

    /** Process ids of the members that run. */
    default List<Long> pids() {
        return processes().stream()
                .filter(ServerProcess::isAlive)
                .map(process -> process.pid().orElseThrow())
                .toList();
    }

    /** Waits until every member serves. */
    default void awaitServing() {
        for (int i = 0; i < processes().size(); i++) {
            awaitServing(i);
        }
    }

    /** Waits until this member serves; fails at once if its process has ended. */
    default void awaitServing(int member) {
        ServerProcess process = processes().get(member);
        Poll.until("member " + member + " to serve", START_TIMEOUT, () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("member " + member + " has ended; see " + process.logFile());
            }
            return serves(member) ? Optional.of(member) : Optional.empty();
        });
    }

    /** Waits until somebody leads. */
    default int awaitLeader() {
        return Poll.until("a leader", START_TIMEOUT, () -> {
            OptionalInt leader = leader();
            return leader.isPresent() ? Optional.of(leader.getAsInt()) : Optional.empty();
        });
    }

    /** SIGKILL for all. Logs and data stay. */
    @Override
    default void close() {
        processes().forEach(ServerProcess::close);
    }
}
