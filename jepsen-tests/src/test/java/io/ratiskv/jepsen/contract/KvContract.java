package io.ratiskv.jepsen.contract;

import static java.util.Objects.requireNonNull;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** All promises, over one cluster that is started once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KvContract
        implements KeysContract,
                RangesContract,
                TxnContract,
                TransactContract,
                HistoryContract,
                ExactlyOnceContract,
                FreshnessContract,
                BadInputContract,
                ClientContract {
    private final int members;
    private @Nullable LocalCluster cluster;
    private @Nullable KvClient db;
    private @Nullable KvClient other;
    private String prefix = "";

    KvContract(int members) {
        this.members = members;
    }

    @BeforeAll
    void start() {
        cluster = LocalCluster.start(ClusterSpec.named("contract-" + members)
                .members(members)
                .setting("raft.election-timeout-min", "700ms")
                .setting("raft.election-timeout-max", "1400ms")
                .setting("storage.block-cache-bytes", "8MiB")
                .setting("storage.write-buffer-bytes", "8MiB")
                .setting("storage.min-free-bytes", "0")
                // Low enough for one client to hit them.
                .setting("proposer.max-pending-bytes", "4MiB")
                .setting("limits.max-sort-bytes", "1MiB"));
        db = client().name("contract").build();
        other = client().name("somebody-else").build();
    }

    @AfterAll
    void stop() {
        try (LocalCluster running = cluster) {
            if (db != null) {
                db.close(Duration.ofSeconds(1));
            }
            if (other != null) {
                other.close(Duration.ofSeconds(1));
            }
        }
    }

    @BeforeEach
    void begin(TestInfo test) {
        prefix = test.getTestMethod().orElseThrow().getName() + "/";
    }

    /** Told where it happens, and with what the member said last: stories after it can only say that nobody answers. */
    @AfterEach
    void no_member_has_ended_by_itself() {
        cluster().requireAlive();
    }

    @Override
    public LocalCluster cluster() {
        return requireNonNull(cluster);
    }

    @Override
    public KvClient db() {
        return requireNonNull(db);
    }

    @Override
    public KvClient other() {
        return requireNonNull(other);
    }

    @Override
    public String prefix() {
        return prefix;
    }
}
