package io.ratiskv.jepsen.peers;

import io.ratiskv.cli.bench.load.Data;
import io.ratiskv.cli.bench.load.Target;
import io.ratiskv.jepsen.cluster.ServerProcess;
import io.ratiskv.jepsen.peers.store.StoreCluster;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Very many keys written into an empty cluster; then all members killed and started again. */
final class BigLoad {
    private static final double MIB = 1024.0 * 1024;

    private static final int OUTSTANDING = 1_000;

    private final StoreCluster cluster;
    private final Data data;

    BigLoad(StoreCluster cluster, Data data) {
        this.cluster = cluster;
        this.data = data;
    }

    Map<Figure, Double> run() throws Exception {
        Map<Figure, Double> figures = new LinkedHashMap<>();
        try (Target target = cluster.connect(data, StoreCluster.Access.LEADER)) {
            target.prepare();
            double cpu = cpuSeconds();
            long began = System.nanoTime();
            write(target);
            long written = data.keys();
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

    /** Every key once, one request each. */
    private void write(Target target) throws InterruptedException {
        Semaphore permits = new Semaphore(OUTSTANDING);
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        for (int key = 0; key < data.keys() && failed.get() == null; key++) {
            permits.acquire();
            target.load(key % OUTSTANDING, key, key % data.values()).whenComplete((done, failure) -> {
                if (failure != null) {
                    failed.compareAndSet(null, failure);
                }
                permits.release();
            });
        }
        permits.acquire(OUTSTANDING);
        Throwable failure = failed.get();
        if (failure != null) {
            throw new IllegalStateException("a write failed: " + failure, failure);
        }
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
