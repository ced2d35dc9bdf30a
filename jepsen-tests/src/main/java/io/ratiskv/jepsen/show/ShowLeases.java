package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.fault.NativeCode;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.jepsen.workload.Meter;
import io.ratiskv.jepsen.workload.Workload;
import io.ratiskv.jepsen.workload.WorkloadResult;
import io.ratiskv.jepsen.workload.WorkloadSetup;
import io.ratiskv.jepsen.workload.Workloads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Leases while leaders change again and again and clocks jump by an hour: none ends early; how late the latest is. */
final class ShowLeases {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CALLS_MAX = 150_000;

    private final Figures figures;
    private final int changes;
    private final int clockEvery;
    private final double perSecond;
    private final long restMillis;
    private final Random random;
    private final long seed;
    private final ClusterSpec spec;
    private int jumps;

    ShowLeases(Options options, Figures figures) {
        this.figures = figures;
        changes = options.count("changes", 500);
        clockEvery = options.count("clock-every", 4);
        perSecond = options.share("rate", 120);
        restMillis = options.number("rest-ms", 150);
        seed = options.number("seed", 1);
        random = new Random(seed);
        String sabotage = options.text("sabotage", "");
        spec = ClusterSpec.named("show-leases")
                .clockFaults()
                .setting("raft.election-timeout-min", options.text("election-min", "250ms"))
                .setting("raft.election-timeout-max", options.text("election-max", "500ms"))
                .setting("storage.min-free-bytes", "0")
                .jvm("-Xmx" + options.text("heap", "448m"));
        if (!sabotage.isEmpty()) {
            spec.sabotage(sabotage);
        }
        options.refuseOthers();
        NativeCode.unavailable().ifPresent(why -> {
            throw new IllegalArgumentException("clocks cannot be made false here: " + why);
        });
    }

    boolean run() {
        List<KvClient> clients = new ArrayList<>();
        List<KvClient> pinned = new ArrayList<>();
        try (LocalCluster cluster = LocalCluster.start(spec)) {
            for (int i = 0; i < 3; i++) {
                clients.add(Clients.open(cluster.endpoints(), "show-" + i));
            }
            cluster.members().forEach(member -> pinned.add(Clients.open(member.endpoint(), "show-" + member.id())));
            long began = System.nanoTime();
            Workload workload = Workloads.byName(
                    "lease",
                    new WorkloadSetup(
                            "lease/",
                            clients,
                            pinned,
                            6,
                            new Meter(perSecond, CALLS_MAX),
                            seed,
                            began,
                            Files.createDirectories(cluster.directory().resolve("lease"))));
            workload.start();
            change(cluster);
            double took = Figures.seconds(System.nanoTime() - began);
            cluster.members().forEach(member -> member.clock().orElseThrow().heal());
            cluster.awaitServing(PATIENCE);
            WorkloadResult result = workload.finish();
            figures.title("Leases of 1 to 3 s, " + changes + " changes of the leader, " + jumps + " jumps of clocks");
            figures.line("took", "%.0f s", took);
            figures.line("calls", "%,d", result.calls().size());
            for (Verdict verdict : result.verdicts()) {
                figures.line(verdict.checker(), "%-8s %s", verdict.result(), verdict.summary());
                verdict.violations().stream().limit(3).forEach(v -> figures.line("", "%s", v.reason()));
            }
            cluster.awaitSameState(PATIENCE);
            return result.verdicts().stream().allMatch(Verdict::valid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            clients.forEach(client -> client.close(Duration.ofSeconds(1)));
            pinned.forEach(client -> client.close(Duration.ofSeconds(1)));
        }
    }

    /** The leader stands still until another one leads, and goes on. */
    private void change(LocalCluster cluster) {
        for (int i = 1; i <= changes; i++) {
            Member leader = cluster.awaitLeader(PATIENCE);
            if (i % clockEvery == 0) {
                Member member = random.nextBoolean()
                        ? leader
                        : cluster.members().get(random.nextInt(cluster.members().size()));
                Duration hour = Duration.ofHours(random.nextBoolean() ? 1 : -1);
                member.clock().orElseThrow().stepWall(hour);
                if (random.nextBoolean()) {
                    member.clock().orElseThrow().stepMonotonic(Duration.ofHours(1));
                }
                jumps++;
            }
            leader.process().pause();
            cluster.awaitLeaderOtherThan(leader, PATIENCE);
            leader.process().resume();
            if (i % 50 == 0) {
                figures.line("leader changes", "%d", i);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(restMillis));
        }
    }
}
