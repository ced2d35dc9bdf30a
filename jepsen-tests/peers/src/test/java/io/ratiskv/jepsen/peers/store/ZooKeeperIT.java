package io.ratiskv.jepsen.peers.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratiskv.cli.bench.load.Data;
import io.ratiskv.cli.bench.load.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One real server: what the generator asks of ZooKeeper means what it means for the other stores. */
class ZooKeeperIT {
    private static final Data DATA = new Data(Data.PREFIX, 500, 16, 100, 1);

    @TempDir
    Path directory;

    @Test
    void keys_are_written_read_swapped_and_watched() throws Exception {
        try (StoreCluster cluster = Fresh.started(new ZooKeeperCluster(directory, 1, "128m"));
                Target target = cluster.connect(DATA, StoreCluster.Access.LEADER)) {
            target.prepare();
            assertThat(target.count().join()).isZero();
            assertThat(target.get(0, 7).join()).isEqualTo(-1);
            target.load(0, 7, 0).join();
            target.load(1, 300, 1).join();
            target.load(1, 300, 2).join();
            assertThat(target.count().join()).isEqualTo(2);
            assertThat(target.get(2, 300).join()).isEqualTo(100);
            assertThat(target.localGet(0, 7).join()).isEqualTo(100);

            Set<Integer> told = ConcurrentHashMap.newKeySet();
            try (AutoCloseable watch = target.watch(0, told::add).join()) {
                target.txn(0, new int[] {7, 300}, new int[] {3, 4}).join();
                await().atMost(Duration.ofSeconds(5)).until(() -> told.equals(Set.of(7, 300)));
            }

            long version = target.version(0, 7).join();
            Target.Swap swapped = target.compareAndSet(0, 7, version, 5).join();
            assertThat(swapped.swapped()).isTrue();
            assertThat(target.compareAndSet(0, 7, version, 5).join().swapped()).isFalse();
            assertThat(target.compareAndSet(0, 7, swapped.version(), 5).join().swapped())
                    .isTrue();
        }
    }
}
