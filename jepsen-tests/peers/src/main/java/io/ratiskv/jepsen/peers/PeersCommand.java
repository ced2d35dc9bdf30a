package io.ratiskv.jepsen.peers;

import io.ratiskv.jepsen.peers.store.EtcdStore;
import io.ratiskv.jepsen.peers.store.OurStore;
import io.ratiskv.jepsen.peers.store.Store;
import io.ratiskv.jepsen.peers.store.ZooKeeperStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/peers}: ours, etcd and ZooKeeper in turn, the same workloads, and what they are to each other. */
@Command(
        name = "bin/peers",
        sortOptions = false,
        usageHelpWidth = 120,
        description = {
            "Starts ratis-kv, etcd and ZooKeeper in turn, three members each on loopback, runs the same workloads from the"
                    + " same generator against each, several rounds, and prints how they compare.",
            ""
        },
        footer = {
            "",
            "Workloads: put@N get@N local-get@N mixed@N cas@N txn@N (N outstanding), watch@NxW (N puts outstanding, W"
                    + " watchers), load, failover; a name alone stands for all of its rows below.",
            "All: put@1,put@64,put@256,put@1000,put@4000,get@1,get@64,get@1000,local-get@256,mixed@1000,cas@1000,txn@256,",
            "     watch@16x100,watch@16x1000,load,failover",
            "",
            "Examples:",
            "  bin/peers --etcd=/opt/etcd/etcd                     everything, three rounds: about an hour and a half",
            "  bin/peers --workloads=put,get --rounds=5 -o md      some rows, in Markdown",
            "  bin/peers --stores=ours,zookeeper --workloads=put@64 --warm-up=5 --seconds=3 --rounds=1",
            "  bin/peers guard                                     ours beside its limit, and what was recorded of that",
            "  bin/peers --from=target/peers/results.json -o md    what an earlier run found",
            "",
            "Exit code 0: all was measured; 1: something failed, and is told below the table; 2: asked wrongly."
        })
public final class PeersCommand implements Callable<Integer> {
    private static final int KEY_SIZE = 16;
    private static final Path DEFAULT_DIRECTORY = Path.of("target", "peers");

    @Option(
            names = "--stores",
            split = ",",
            defaultValue = "ours,etcd,zookeeper",
            paramLabel = "NAME",
            description =
                    "Of ours, etcd, zookeeper, and limit: our members with an empty state, which is what raw Ratis"
                            + " carries behind our batcher (puts only). Default: ${DEFAULT-VALUE}")
    private List<String> stores;

    @Option(names = "--workloads", defaultValue = "all", paramLabel = "LIST", description = "Which; see below.")
    private String workloads;

    @Option(names = "--rounds", defaultValue = "3", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--warm-up",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "Load on each fresh cluster before anything is measured. Default: ${DEFAULT-VALUE}")
    private double warmUp;

    @Option(
            names = "--settle",
            defaultValue = "2",
            paramLabel = "SECONDS",
            description = "Of each workload, before its window. Default: ${DEFAULT-VALUE}")
    private double settle;

    @Option(
            names = "--seconds",
            defaultValue = "6",
            paramLabel = "SECONDS",
            description = "Window of each workload. Default: ${DEFAULT-VALUE}")
    private double seconds;

    @Option(names = "--keys", defaultValue = "100000", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int keys;

    @Option(
            names = "--value-size",
            defaultValue = "256",
            paramLabel = "BYTES",
            description = "Default: ${DEFAULT-VALUE}")
    private int valueSize;

    @Option(
            names = "--load-keys",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "Of load. Default: ${DEFAULT-VALUE}")
    private int loadKeys;

    @Option(
            names = "--trials",
            defaultValue = "10",
            paramLabel = "N",
            description = "Kills of failover in each round. Default: ${DEFAULT-VALUE}")
    private int trials;

    @Option(names = "--etcd", paramLabel = "FILE", description = "The etcd server's binary. Default: etcd on PATH")
    private @Nullable Path etcd;

    @Option(
            names = "--heap",
            defaultValue = "1g",
            paramLabel = "SIZE",
            description = "Of our members. Default: ${DEFAULT-VALUE}")
    private String heap;

    @Option(
            names = "--zookeeper-heap",
            defaultValue = "2g",
            paramLabel = "SIZE",
            description = "Of ZooKeeper's servers. Default: ${DEFAULT-VALUE}")
    private String zooKeeperHeap;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Of logs, data and results; must be on a disk. Default: target/peers, in jepsen-tests/peers")
    private Path directory = DEFAULT_DIRECTORY;

    @Option(
            names = "--lock",
            paramLabel = "FILE",
            description =
                    "Locked meanwhile, so that only one measures on this machine. Default: ratis-kv-measures.lock in"
                            + " the directory for temporary files")
    private Path lock = MeasureLock.USUAL;

    @Option(
            names = "--from",
            split = ",",
            paramLabel = "FILE",
            description = "Measures nothing: shows the results of earlier runs, in DIR/results.json, as one.")
    private @Nullable List<Path> from;

    @Mixin
    private OutputOptions output;

    private final String typed;

    private PeersCommand(String typed) {
        this.typed = typed;
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Exit code. */
    public static int run(String... arguments) {
        String typed = ("bin/peers " + String.join(" ", arguments)).strip();
        return HelpOption.commandLine(new PeersCommand(typed)).execute(arguments);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        output.check();
        Report report = from == null ? measure() : ReportFiles.read(from);
        ReportTable table = new ReportTable(report);
        System.out.print(output.choose(table::text, () -> ReportJson.write(report), table::markdown));
        return new Comparison(report.samples()).errors().isEmpty() ? 0 : 1;
    }

    private Report measure() throws IOException, InterruptedException {
        Path root = directory.toAbsolutePath();
        Files.createDirectories(root);
        Machine.requireDisk(root);
        PeersPlan plan = new PeersPlan(
                stores(),
                Row.parseAll(workloads),
                rounds,
                duration(warmUp),
                duration(settle),
                duration(seconds),
                keys,
                KEY_SIZE,
                valueSize,
                loadKeys,
                trials,
                root);
        Path results = root.resolve("results.json");
        PrintStream progress = System.err;
        MeasureLock held = MeasureLock.take(lock, progress);
        try {
            return new PeersRun(plan, typed, results, progress).run();
        } finally {
            held.close();
            progress.println("results: " + results);
        }
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1e3));
    }

    private List<Store> stores() {
        List<Store> made = new ArrayList<>();
        for (String name : stores) {
            made.add(
                    switch (name) {
                        case "ours" -> OurStore.product(heap);
                        case "limit" -> OurStore.limit(heap);
                        case "etcd" -> etcd();
                        case "zookeeper" -> new ZooKeeperStore(zooKeeperHeap);
                        default ->
                            throw new IllegalArgumentException(
                                    "--stores: ours, etcd, zookeeper or limit, not '" + name + "'");
                    });
        }
        return made;
    }

    private Store etcd() {
        Path named = etcd;
        return new EtcdStore(
                named != null
                        ? named
                        : EtcdStore.onPath().orElseThrow(() -> new IllegalArgumentException(EtcdStore.MISSING)));
    }
}
