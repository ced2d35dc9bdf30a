package io.ratiskv.jepsen;

import static io.ratiskv.jepsen.Scenario.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.Backup;
import io.ratiskv.client.BackupFiles;
import io.ratiskv.client.CompactedException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.Put;
import io.ratiskv.client.Range;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchItem;
import io.ratiskv.client.WatchStream;
import io.ratiskv.client.WrongClusterException;
import io.ratiskv.client.cache.NearCache;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.RestoreProcess;
import io.ratiskv.jepsen.proxy.ProxyFaults;
import io.ratiskv.jepsen.wire.WireConnection;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.protocol.Consistency;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of real members, and clusters made from them. */
class RestoreIT {
    private static final Duration LONG = PATIENCE.multipliedBy(2);

    @TempDir
    Path directory;

    @Test
    void what_was_acknowledged_before_a_save_began_is_in_it_and_the_rest_is_a_prefix() {
        try (LocalCluster old = LocalCluster.start(Scenario.spec("restore-prefix"));
                Scenario scenario = new Scenario()) {
            List<KvClient> clients = scenario.clients(old, 2);
            AtomicLong acknowledged = new AtomicLong();
            AtomicBoolean stop = new AtomicBoolean();
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                while (!stop.get()) {
                    clients.get(0).put(key(acknowledged.get()), "v");
                    acknowledged.incrementAndGet();
                }
            });
            await().atMost(PATIENCE).until(() -> acknowledged.get() > 50);

            long promised = acknowledged.get();
            Path file = save(clients.get(1), "prefix");
            stop.set(true);
            writing.join();
            old.close();

            try (LocalCluster one = restored("restore-one", file, 1, "another", old);
                    KvClient client = Clients.open(one.endpoints(), "new")) {
                List<String> keys = client.scan(Range.prefix("step/"))
                        .map(KeyValue::keyText)
                        .toList();
                assertThat(keys.size()).isGreaterThanOrEqualTo((int) promised);
                for (int i = 0; i < keys.size(); i++) {
                    assertThat(keys.get(i)).isEqualTo(key(i));
                }
            }
        }
    }

    @Test
    void three_become_five_of_another_name_whose_revisions_go_forward_and_the_old_client_is_told() throws Exception {
        try (LocalCluster old = LocalCluster.start(Scenario.spec("restore-three"));
                Scenario scenario = new Scenario()) {
            KvClient client = scenario.client(old);
            client.put("kept", "1");
            client.delete("kept");
            client.put("kept", "2");
            Path file = save(client, "five");
            long after = client.put("kept", "after the backup").revision();
            WatchStream watch = client.watch(Watch.key("kept"));
            watch.next();
            old.close();

            try (LocalCluster five = restored("restore-five", file, 5, "the-new-one", old);
                    KvClient fresh = Clients.open(five.endpoints(), "new")) {
                assertThat(fresh.get("kept").orElseThrow().valueText()).isEqualTo("2");
                assertThat(fresh.put("kept", "3").revision()).isGreaterThan(after + 900_000_000);
                five.awaitSameState(LONG);

                assertThatThrownBy(() -> client.get("kept"))
                        .isInstanceOf(WrongClusterException.class)
                        .hasMessageContaining("the-new-one");
                assertThatThrownBy(() -> client.put("kept", "4")).isInstanceOf(WrongClusterException.class);
                assertThatThrownBy(() -> takeAll(watch)).isInstanceOf(WrongClusterException.class);

                // Members can be lost and added as ever: a wiped one is filled from the others.
                Member follower = five.follower();
                follower.killAndWipe();
                follower.start();
                five.awaitServing(follower, LONG);
                five.awaitSameState(LONG);
                assertThat(fresh.get("kept").orElseThrow().valueText()).isEqualTo("3");
            }
        }
    }

    @Test
    void under_the_same_name_old_watches_are_compacted_caches_are_emptied_and_a_lost_answer_is_unknown()
            throws Exception {
        try (LocalCluster old = LocalCluster.start(Scenario.spec("restore-same").proxied(1));
                KvClient client = Clients.patient(old.endpoints(), "old")
                        .deadline(Duration.ofMinutes(5))
                        .build()) {
            client.put("kept", "1");
            Path file = save(client, "same");
            client.put("kept", "after the backup");
            WatchStream strict = client.watch(Watch.key("kept").failingWhenCompacted());
            WatchStream lenient = client.watch(Watch.key("kept"));
            strict.next();
            lenient.next();
            NearCache cache = NearCache.of(client, KeyRange.prefix("kept"))
                    .maxAge(Duration.ofHours(1))
                    .build();
            await().atMost(PATIENCE)
                    .until(() -> cache.get("kept").entry().isPresent()
                            && cache.statistics().entries() > 0);

            // The write is sent, and its answer never comes.
            old.setFaults(ProxyFaults.lossy(1, 0));
            CompletableFuture<Throwable> lost = CompletableFuture.supplyAsync(() -> {
                try {
                    client.put("counted", "once");
                    return null;
                } catch (RuntimeException e) {
                    return e;
                }
            });
            await("the write to be applied").atMost(PATIENCE).until(() -> appliedUnseen(old));
            old.members().forEach(Member::kill);
            old.setFaults(ProxyFaults.NONE);
            old.close();

            try (LocalCluster same = restoredBehindProxies("restore-again", file, 3, old.clusterId(), old);
                    KvClient fresh = Clients.open(same.endpoints(), "new")) {
                assertThat(lost.get())
                        .isInstanceOfSatisfying(
                                KvException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
                assertThat(fresh.get("counted"))
                        .as("never applied by the new cluster")
                        .isEmpty();

                assertThatThrownBy(() -> takeAll(strict)).isInstanceOf(CompactedException.class);
                WatchItem.Reset reset = firstReset(lenient);
                assertThat(reset.entries().get(0).valueText()).isEqualTo("1");
                await("the cache to be emptied")
                        .atMost(LONG)
                        .until(() -> cache.get("kept").entry().map(KeyValue::valueText), Optional.of("1")::equals);
                // One that is sent over the last dead connection first may be unknown, too.
                await("the old client to go on")
                        .atMost(LONG)
                        .ignoreExceptions()
                        .until(() -> client.put("counted", "anew").revision() > 1_000_000_000);
            }
        }
    }

    @Test
    void a_save_that_lost_its_connections_goes_on_where_it_stopped() throws Exception {
        try (LocalCluster old =
                        LocalCluster.start(Scenario.spec("restore-resumed").proxied(1));
                KvClient client = Clients.open(old.endpoints(), "saver")) {
            byte[] value = new byte[100_000];
            for (int i = 0; i < 40; i++) {
                new Random(i).nextBytes(value);
                client.put(Put.of("big" + i, value));
            }
            Path file = directory.resolve("resumed.backup");
            Path part = directory.resolve("resumed.backup.part");
            RuntimeException stop = new IllegalStateException("enough");
            // Another process would find the same.
            assertThatThrownBy(() -> client.admin().backup(file, progress -> {
                        if (progress.what().equals("fetching") && progress.bytes() > 0) {
                            throw stop;
                        }
                    }))
                    .isSameAs(stop);
            assertThat(part).isNotEmptyFile();
            old.members().forEach(member -> member.proxy().cutAll());

            AtomicLong first = new AtomicLong(-1);
            Backup backup = client.admin().backup(file, progress -> first.compareAndSet(-1, progress.bytes()));
            assertThat(first.get()).as("bytes it began with").isPositive();
            assertThat(part).doesNotExist();
            assertThat(BackupFiles.verify(file, progress -> {})).isEqualTo(backup);
            assertThat(RestoreProcess.verify(file, directory.resolve("work")).exitCode())
                    .isZero();
        }
    }

    private LocalCluster restored(String name, Path file, int members, String clusterId, LocalCluster old) {
        return started(LocalCluster.prepare(Scenario.spec(name)
                .members(members)
                .clusterId(clusterId)
                .inPlaceOf(old)
                .restoredFrom(file)));
    }

    private LocalCluster restoredBehindProxies(
            String name, Path file, int members, String clusterId, LocalCluster old) {
        return started(LocalCluster.prepare(Scenario.spec(name)
                .members(members)
                .clusterId(clusterId)
                .proxied(1)
                .inPlaceOf(old)
                .restoredFrom(file)));
    }

    private static LocalCluster started(LocalCluster cluster) {
        cluster.members().forEach(Member::start);
        cluster.awaitServing(LONG);
        return cluster;
    }

    private Path save(KvClient client, String name) {
        Path file = directory.resolve(name + ".backup");
        try {
            client.admin().backup(file, progress -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static void takeAll(WatchStream watch) throws InterruptedException {
        while (true) {
            watch.next();
        }
    }

    private static WatchItem.Reset firstReset(WatchStream watch) throws InterruptedException {
        while (true) {
            if (watch.next() instanceof WatchItem.Reset reset) {
                return reset;
            }
        }
    }

    /** Asked past the proxies. */
    private static boolean appliedUnseen(LocalCluster cluster) throws IOException {
        try (WireConnection connection = cluster.awaitLeader(PATIENCE).connect(PATIENCE)) {
            return connection
                            .get("counted", Consistency.LINEARIZABLE)
                            .getRange()
                            .getKvsCount()
                    > 0;
        }
    }

    private static String key(long number) {
        return String.format("step/%08d", number);
    }
}
