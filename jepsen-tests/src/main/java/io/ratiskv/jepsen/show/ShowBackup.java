package io.ratiskv.jepsen.show;

import io.ratiskv.client.Backup;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Range;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.cluster.RestoreProcess;
import io.ratiskv.jepsen.workload.Clients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A backup of many keys under load, verified, restored to five members under the old name and then to one under another: times,
 * whether everything that was acknowledged before is there, and what old clients, watches and near caches see.
 */
final class ShowBackup {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String KEYS = "key/";
    private static final String LOAD = "load/";
    private static final String STEPS = "step/";

    private final Figures figures;
    private final long keys;
    private final int valueBytes;
    private final int clientCount;
    private final int inFlight;
    private final String heap;
    private boolean held = true;

    ShowBackup(Options options, Figures figures) {
        this.figures = figures;
        keys = options.number("keys", 1_000_000);
        valueBytes = options.count("value-bytes", 256);
        clientCount = options.count("clients", 4);
        inFlight = options.count("in-flight", 64);
        heap = options.text("heap", "512m");
        options.refuseOthers();
    }

    boolean run() {
        LocalCluster old = LocalCluster.start(spec("show-backup"));
        List<KvClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < clientCount; i++) {
                clients.add(Clients.open(old.endpoints(), "show-" + i));
            }
            figures.title(keys + " keys of " + valueBytes + " bytes, three members");
            long nanos = new BulkLoad(clients, 4 * inFlight, valueBytes).run(KEYS, keys);
            figures.line("loaded", "%.1f s, %,.0f a second", Figures.seconds(nanos), keys / Figures.seconds(nanos));
            Path file = old.directory().resolve("show.backup");
            long promised = save(clients, file);
            verify(file);
            clients.forEach(client -> client.close(Duration.ofSeconds(1)));
            clients.clear();
            LocalCluster five = restored(old, file, promised, 5, old.clusterId());
            try {
                restored(five, file, promised, 1, "show-backup-renamed").close();
            } finally {
                five.close();
            }
            return held;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            clients.forEach(client -> client.close(Duration.ofSeconds(1)));
            old.close();
        }
    }

    private ClusterSpec spec(String name) {
        return ClusterSpec.named(name).inEarnest(heap);
    }

    private OldWorld oldWorld(LocalCluster old) {
        OldWorld world = new OldWorld(old.endpoints(), Steps.key(KEYS, 0));
        Poll.until("old watches", PATIENCE, () -> world.isSettled() ? Optional.of(world) : Optional.empty());
        return world;
    }

    /** Under load; answers how many steps were acknowledged before it began. */
    private long save(List<KvClient> clients, Path file) throws IOException {
        AckGaps gaps = new AckGaps();
        try (SteadyLoad load = new SteadyLoad(clients.get(0), LOAD, inFlight, valueBytes, gaps);
                Steps steps = new Steps(clients.get(1), STEPS)) {
            Poll.until(
                    "the load to be under way",
                    PATIENCE,
                    () -> load.acknowledged() > 10L * inFlight && steps.acknowledged() > 10
                            ? Optional.of(load)
                            : Optional.empty());
            double before = load.ratePerSecond(Duration.ofSeconds(3));
            long promised = steps.acknowledged();
            long writes = load.acknowledged();
            gaps.reset();
            long began = System.nanoTime();
            Backup backup = clients.get(clientCount - 1).admin().backup(file, progress -> {});
            long nanos = System.nanoTime() - began;
            figures.line(
                    "saved under load",
                    "%.1f s, %.0f MiB of files, %.1f MiB/s, revision %,d, %,d keys",
                    Figures.seconds(nanos),
                    Figures.mebibytes(backup.bytes()),
                    Figures.mebibytes(backup.bytes()) / Figures.seconds(nanos),
                    backup.revision(),
                    backup.keys());
            figures.line(
                    "writes a second before, and meanwhile",
                    "%,.0f, %,.0f",
                    before,
                    (load.acknowledged() - writes) / Figures.seconds(nanos));
            figures.line("longest time without an acknowledgement", "%.0f ms", gaps.longestNanos() / 1e6);
            figures.line("acknowledged before it began", "%,d keys, %,d steps", keys, promised);
            return promised;
        }
    }

    private void verify(Path file) throws IOException {
        long began = System.nanoTime();
        RestoreProcess.Ended ended = RestoreProcess.verify(file, file.resolveSibling("verify.tmp"));
        figures.line(
                "verified whole, opened, every row read",
                "%.1f s, %.0f MiB, exit code %d",
                Figures.seconds(System.nanoTime() - began),
                Figures.mebibytes(Files.size(file)),
                ended.exitCode());
        require(ended.exitCode() == 0, "the backup is not good: " + ended);
    }

    /** In place of a cluster that is closed for it, as its clients see. */
    private LocalCluster restored(LocalCluster old, Path file, long promised, int members, String clusterId)
            throws IOException {
        String name = "show-backup-" + members;
        boolean renamed = !clusterId.equals(old.clusterId());
        figures.title("restored to " + members + ", " + (renamed ? "another name" : "the same name"));
        try (OldWorld world = oldWorld(old)) {
            old.close();
            removeData(old.directory());
            long began = System.nanoTime();
            LocalCluster cluster = LocalCluster.prepare(spec(name)
                    .members(members)
                    .clusterId(clusterId)
                    .inPlaceOf(old)
                    .restoredFrom(file));
            try {
                figures.line("directories made", "%.1f s", Figures.seconds(System.nanoTime() - began));
                began = System.nanoTime();
                cluster.members().forEach(Member::start);
                cluster.awaitServing(PATIENCE);
                figures.line("started, all serve", "%.1f s", Figures.seconds(System.nanoTime() - began));
                readAll(cluster, promised);
                cluster.awaitSameState(PATIENCE);
                oldClients(world, renamed);
                return cluster;
            } catch (RuntimeException e) {
                cluster.close();
                throw e;
            }
        }
    }

    private void readAll(LocalCluster cluster, long promised) {
        try (KvClient client = Clients.open(cluster.endpoints(), "new-client")) {
            long began = System.nanoTime();
            long found = checkKeys(client);
            long steps = checkSteps(client, promised);
            figures.line(
                    "every key and value read",
                    "%.1f s: %,d keys, %,d steps of at least %,d",
                    Figures.seconds(System.nanoTime() - began),
                    found,
                    steps,
                    promised);
            long revision = client.put("after", "restore").revision();
            figures.line("first write", "revision %,d", revision);
            require(revision > 1_000_000_000, "revisions did not go forward");
        }
    }

    private void oldClients(OldWorld world, boolean renamed) {
        long began = System.nanoTime();
        String call = world.call();
        figures.line("an old client's call", "%s", call);
        require(call.equals(renamed ? "WrongClusterException" : "answered"), "an old client's call: " + call);
        Poll.until(
                "old watches to notice",
                PATIENCE,
                () -> world.hasNoticed() && world.cacheHasNoticed() ? Optional.of(world) : Optional.empty());
        figures.line(
                "old watches and near cache", "%.1f s: %s", Figures.seconds(System.nanoTime() - began), world.told());
        require(renamed || world.strictWatchWasCompacted(), "a watch without resets was not told COMPACTED");
    }

    private long checkKeys(KvClient client) {
        long next = 0;
        Iterator<KeyValue> all = client.scan(Range.prefix(KEYS)).iterator();
        while (all.hasNext()) {
            KeyValue kv = all.next();
            boolean right = kv.keyText().equals(Steps.key(KEYS, next))
                    && Arrays.equals(kv.value().toArray(), BulkLoad.value(next, valueBytes));
            require(right, "key " + next + " is missing or another");
            next++;
        }
        require(next == keys, "found " + next + " of " + keys + " keys");
        return next;
    }

    private long checkSteps(KvClient client, long promised) {
        long next = 0;
        Iterator<KeyValue> all = client.scan(Range.prefix(STEPS)).iterator();
        while (all.hasNext()) {
            KeyValue kv = all.next();
            require(kv.keyText().equals(Steps.key(STEPS, next)), "step " + next + " is missing: no prefix");
            next++;
        }
        require(next >= promised, "only " + next + " of the " + promised + " acknowledged before the backup");
        return next;
    }

    private void require(boolean holds, String what) {
        if (!holds && held) {
            figures.line("NOT HELD", "%s", what);
        }
        held &= holds;
    }

    /** Nine copies of many keys are too much to keep; logs stay. */
    private static void removeData(Path run) throws IOException {
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".sst")).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
