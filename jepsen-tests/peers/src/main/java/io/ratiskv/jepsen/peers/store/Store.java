package io.ratiskv.jepsen.peers.store;

import io.ratiskv.cli.bench.load.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A kind of store that this machine can run, three members of it on loopback. Thread: any. */
public interface Store {
    /** As it is typed and printed: {@code ours}, {@code etcd}, {@code zookeeper}. */
    String name();

    /** Product and version, as in {@code etcd 3.5.16}. */
    String version();

    /** What is set for its members and clients beyond addresses and directories, a sentence each. */
    List<String> settings();

    /**
     * Whether there is any sense in measuring it.
     *
     * @param kind of workload; empty: loading, restarting, failing over
     */
    default boolean measures(@SuppressWarnings("unused") Optional<Kind> kind) { // For those that measure only some.
        return true;
    }

    /** How long a writer waits for an answer before it tries elsewhere, where the store's client does not do so itself. */
    default Duration attemptMax() {
        return Duration.ofMillis(250);
    }

    /**
     * Starts a fresh cluster and waits until each member serves.
     *
     * @param directory of its logs and data; deleted first
     * @throws IllegalStateException if it does not serve within {@link StoreCluster#START_TIMEOUT}
     */
    StoreCluster start(Path directory);
}
