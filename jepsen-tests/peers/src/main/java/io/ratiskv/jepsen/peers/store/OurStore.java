package io.ratiskv.jepsen.peers.store;

import io.ratiskv.cli.bench.load.Kind;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** ratis-kv as it is built here, or its limit: the same member with a state that holds nothing. */
public final class OurStore implements Store {
    /** Of the server's test jar: puts are answered when they are committed, and go nowhere. */
    private static final String EMPTY_STATE = "empty-state";

    private final String name;
    private final String heap;
    private final boolean limit;

    private OurStore(String name, String heap, boolean limit) {
        this.name = name;
        this.heap = heap;
        this.limit = limit;
    }

    /** @param heap of each member's JVM, as in {@code 1g} */
    public static OurStore product(String heap) {
        return new OurStore("ours", heap, false);
    }

    /** What raw Ratis carries behind our batcher and client: the same log, and nothing applied. */
    public static OurStore limit(String heap) {
        return new OurStore("limit", heap, true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        return limit ? "ratis-kv with an empty state: log and network only, puts only" : "ratis-kv, built here";
    }

    @Override
    public List<String> settings() {
        return List.of(
                "defaults; members' JVM: -Xmx" + heap,
                "client: the published one, " + StoreCluster.Access.CONNECTIONS
                        + " instances, answers handled on the network's thread, sessions on: each write takes effect exactly"
                        + " once; fails over by itself, attempts of 500 ms (default)");
    }

    @Override
    public boolean measures(Optional<Kind> kind) {
        return !limit || kind.filter(Kind.PUT::equals).isPresent();
    }

    /** Our client tries elsewhere by itself. */
    @Override
    public Duration attemptMax() {
        return Duration.ofSeconds(20);
    }

    @Override
    public StoreCluster start(Path directory) {
        ClusterSpec spec = ClusterSpec.named(directory.getFileName().toString())
                .root(directory.resolveSibling(""))
                .inEarnest(heap);
        if (limit) {
            spec.sabotage(EMPTY_STATE);
        }
        return new OurCluster(LocalCluster.start(spec));
    }
}
