package io.ratiskv.jepsen.peers.store;

import io.ratiskv.jepsen.cluster.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Real ZooKeeper, from this JVM's class path. */
public final class ZooKeeperStore implements Store {
    private final String heap;

    /** @param heap of each server's JVM, as in {@code 2g} */
    public ZooKeeperStore(String heap) {
        this.heap = heap;
    }

    @Override
    public String name() {
        return "zookeeper";
    }

    @Override
    public String version() {
        return "ZooKeeper " + org.apache.zookeeper.Version.getVersion();
    }

    @Override
    public List<String> settings() {
        return List.of(
                "forceSync on (default), servers' JVM: " + String.join(" ", ZooKeeperCluster.jvmFlags(heap)),
                "zoo.cfg: " + String.join(" ", ZooKeeperCluster.SETTINGS),
                "client: asynchronous API; 3 sessions with the leader, one with each server for local reads; a session per"
                        + " watcher; keys are nodes below 256 parents; linearizable reads are sync and getData sent back"
                        + " to back, local ones getData; compare-and-set is setData with a version, transactions are multi",
                "watches: persistent and recursive on the parent of all; their events carry no value, unlike the others'");
    }

    @Override
    public StoreCluster start(Path directory) {
        try {
            Directories.delete(directory);
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Fresh.started(new ZooKeeperCluster(directory, ZooKeeperCluster.MEMBERS, heap));
    }
}
