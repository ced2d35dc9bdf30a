package io.ratiskv.jepsen.peers;

import io.ratiskv.cli.bench.load.BenchRun;
import io.ratiskv.cli.bench.load.Progress;
import io.ratiskv.cli.bench.load.Settings;
import io.ratiskv.cli.bench.load.Target;
import io.ratiskv.jepsen.cluster.ServerProcess;
import io.ratiskv.jepsen.peers.store.StoreCluster;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Very many keys written into an empty cluster; then all members killed and started again. */
final class BigLoad {
    private static final double MIB = 1024.0 * 1024;

    private final StoreCluster cluster;
    private final Settings settings;

    BigLoad(StoreCluster cluster, Settings settings) {
        this.cluster = cluster;
        this.settings = settings;
    }

    Map<Figure, Double> run() throws Exception {
        Map<Figure, Double> figures = new LinkedHashMap<>();
        try (Target target = cluster.connect(settings.data(), StoreCluster.Access.LEADER)) {
            target.prepare();
            double cpu = cpuSeconds();
            long began = System.nanoTime();
            long written = BenchRun.load(target, settings, Progress.NONE);
            double seconds = (System.nanoTime() - began) / 1e9;
            figures.put(Figure.PER_SECOND, written / seconds);
            figures.put(Figure.CPU_PER_OPERATION, (cpuSeconds() - cpu) * 1e6 / written);
        }
        figures.put(
                Figure.RESIDENT,
                cluster.processes().stream()
                                .mapToLong(process -> process.residentBytes().orElse(0))
                                .max()
                                .orElse(0)
                        / MIB);
        figures.put(Figure.RESTART, restartSeconds());
        return figures;
    }

    private double cpuSeconds() {
        return cluster.pids().stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .mapToDouble(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9)
                .sum();
    }

    private double restartSeconds() {
        List<ServerProcess> processes = cluster.processes();
        processes.forEach(ServerProcess::kill);
        long began = System.nanoTime();
        for (int i = 0; i < processes.size(); i++) {
            cluster.start(i);
        }
        cluster.awaitServing();
        return (System.nanoTime() - began) / 1e9;
    }
}
