package io.ratiskv.jepsen.run;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.OutcomeUnknownException;
import io.ratiskv.client.UnavailableException;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.Hosts;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Lookout;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.nemesis.FaultSpan;
import io.ratiskv.jepsen.nemesis.Nemeses;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.jepsen.workload.Meter;
import io.ratiskv.jepsen.workload.WorkloadResult;
import io.ratiskv.jepsen.workload.Workloads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Does what a {@link RunPlan} says: starts the cluster, lets the workloads and the faults run side by side, heals, and judges.
 * Whatever happens is in the outcome; only a plan that cannot be is thrown back.
 *
 * <p>Checks of the run as a whole, in this order: {@code serves} (the cluster came up), {@code liveness} (soon after the last
 * fault every member answers a linearizable read and a write goes through), {@code same-state} (all members tell one hash at
 * one index; undecided if they are not found at one index in time), {@code one-cluster} (no term had two leaders, no index two states), {@code logs} (no error that is not on the list of expected ones), {@code faults} (each planned kind left
 * evidence), {@code enough} (each workload did enough of each of its functions for its verdicts to mean something).
 *
 * <p>Thread: one; a runner runs once.
 */
public final class Runner {
    /**
     * From when all faults are over and every process listens until every member must serve, on a disk that works. Twice what
     * was seen with ten JVMs on two processors: a hang that ends by itself earlier than that is not found here.
     */
    static final Duration LIVENESS = Duration.ofSeconds(30);

    /** The same on any disk. */
    private static final Duration LIVENESS_AT_ALL = Duration.ofMinutes(3);

    private static final Duration SAME_STATE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CALL_DEADLINE = Duration.ofSeconds(5);
    private static final Duration REPORT_EVERY = Duration.ofSeconds(1);
    private static final int CLIENTS = 4;

    private final RunPlan plan;
    private final Consumer<Progress> progress;
    private final List<KvClient> clients = new ArrayList<>();
    private final List<KvClient> pinned = new ArrayList<>();
    private final List<WorkloadResult> results = new ArrayList<>();
    private final List<Verdict> checks = new ArrayList<>();
    private List<FaultSpan> spans = List.of();
    private List<String> skippedFaults = List.of();

    /**
     * @param progress told about once a second, by the thread that runs
     * @throws IllegalArgumentException if the plan names something that does not exist
     */
    public Runner(RunPlan plan, Consumer<Progress> progress) {
        this.plan = plan;
        this.progress = progress;
        if (plan.hosts()) {
            Hosts.unavailable().ifPresent(why -> {
                throw new IllegalArgumentException("no hosts of their own: " + why);
            });
        }
        for (String name : plan.workloads()) {
            if (!Workloads.names().contains(name)) {
                throw new IllegalArgumentException("no workload '" + name + "'; there are " + Workloads.names());
            }
        }
    }

    /** Runs; minutes. No process is left when it returns. */
    public RunOutcome run() {
        long began = System.nanoTime();
        Path directory = plan.root().toAbsolutePath().resolve(plan.name());
        try (LocalCluster cluster = LocalCluster.prepare(spec())) {
            startApart(cluster);
            run(cluster);
        } finally {
            clients.forEach(client -> client.close(Duration.ofSeconds(1)));
            pinned.forEach(client -> client.close(Duration.ofSeconds(1)));
        }
        return new RunOutcome(
                plan, directory, Duration.ofNanos(System.nanoTime() - began), results, checks, spans, skippedFaults);
    }

    private ClusterSpec spec() {
        ClusterSpec spec = ClusterSpec.named(plan.name())
                .root(plan.root())
                .members(plan.members())
                // Quick to elect, but not so quick that a busy machine looks like a dead leader.
                .setting("raft.election-timeout-min", "700ms")
                .setting("raft.election-timeout-max", "1400ms")
                .setting("storage.block-cache-bytes", "8MiB")
                .setting("storage.write-buffer-bytes", "8MiB")
                .setting("storage.min-free-bytes", "0");
        if (plan.hosts()) {
            spec.everyFault(plan.seed());
        } else if (!plan.faults().isEmpty()) {
            Set<String> kinds = Nemeses.names(String.join(",", plan.faults()));
            spec.everyFaultOnLoopback(plan.seed(), anyOf("clock", kinds), anyOf("disk", kinds));
        }
        plan.settings().forEach(spec::setting);
        plan.sabotage().ifPresent(spec::sabotage);
        return spec;
    }

    private static boolean anyOf(String group, Set<String> kinds) {
        return !Collections.disjoint(Nemeses.names(group), kinds);
    }

    private void run(LocalCluster cluster) {
        if (!comesUp(cluster)) {
            return;
        }
        openClients(cluster);
        long beganNanos = System.nanoTime();
        Lookout lookout = Lookout.over(cluster::members);
        SideBySide workloads = SideBySide.start(plan, clients, pinned, cluster.directory(), beganNanos);
        Faults faults = Faults.start(plan, cluster, beganNanos);
        Duration atWork;
        try {
            atWork = watch(workloads, faults, beganNanos);
        } finally {
            faults.close();
            workloads.stop();
            lookout.close();
        }
        spans = faults.spans();
        skippedFaults = faults.skipped();
        check("liveness", () -> {
            awaitListening(cluster);
            try (DiskProbe disk = DiskProbe.in(cluster.directory())) {
                return lives(cluster, disk);
            }
        });
        results.addAll(workloads.finish());
        checks.add(Checks.compare(
                "same-state",
                () -> "all members agree at index "
                        + cluster.awaitSameState(SAME_STATE_TIMEOUT).getAppliedIndex()));
        checks.add(lookout.verdict());
        Set<String> kinds = faults.spans().stream().map(FaultSpan::nemesis).collect(Collectors.toSet());
        checks.add(LogCheck.verdict(
                cluster.members().stream()
                        .collect(Collectors.toMap(
                                Member::id, member -> member.process().logFile())),
                kinds));
        if (!plan.faults().isEmpty()) {
            checks.add(faults.verdict());
        }
        checks.add(Enough.verdict(results, plan.duration(), atWork));
    }

    private String lives(LocalCluster cluster, DiskProbe disk) {
        long healedNanos = System.nanoTime();
        cluster.awaitServing(LIVENESS_AT_ALL);
        Poll.until("a write to go through", LIVENESS_AT_ALL, () -> {
            try {
                return Optional.of(clients.get(0).put("run/liveness", "1"));
            } catch (UnavailableException | OutcomeUnknownException e) {
                return Optional.empty();
            }
        });
        Duration took = Duration.ofNanos(System.nanoTime() - healedNanos);
        Duration hung = disk.hung();
        String words = took.toMillis() + " ms"
                + (hung.isZero() ? "" : ", for " + hung.toMillis() + " ms of which the disk held every sync");
        if (took.minus(hung).compareTo(LIVENESS) > 0) {
            throw new IllegalStateException("it took " + words + " until every member served");
        }
        return "every member served after " + words;
    }

    /** How long a process takes to start is up to the machine; what it does from then on is up to the product. */
    private static void awaitListening(LocalCluster cluster) {
        for (Member member : cluster.members()) {
            Poll.until(member.id() + " to listen", LocalCluster.START_TIMEOUT, member::status);
        }
    }

    /** Where there are proxies, nobody finds anybody until all listen: members that miss each other must form one cluster. */
    private static void startApart(LocalCluster cluster) {
        List<Member> hidden =
                cluster.members().stream().filter(Member::isProxied).toList();
        hidden.forEach(member -> member.proxy().refuse());
        cluster.members().forEach(Member::start);
        hidden.forEach(member -> Poll.until(member.id() + " to listen", LocalCluster.START_TIMEOUT, member::greeting));
        hidden.forEach(member -> member.proxy().accept());
    }

    private boolean comesUp(LocalCluster cluster) {
        return check("serves", () -> {
            cluster.awaitLeader(LocalCluster.START_TIMEOUT);
            // A sabotaged member need not serve what it should; that is for the workloads to find.
            if (plan.sabotage().isEmpty()) {
                cluster.awaitServing(LocalCluster.START_TIMEOUT);
            }
            return plan.members() + " members up";
        });
    }

    private void openClients(LocalCluster cluster) {
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Clients.patient(cluster.endpoints(), "jepsen-" + i)
                    .deadline(CALL_DEADLINE)
                    .build());
        }
        for (Member member : cluster.members()) {
            pinned.add(Clients.patient(member.endpoint(), "jepsen-" + member.id())
                    .deadline(CALL_DEADLINE)
                    .build());
        }
    }

    /** Until the time is over; returns how long that was. */
    private Duration watch(SideBySide workloads, Faults faults, long beganNanos) {
        Meter.Counts before = new Meter.Counts(0, 0, 0);
        Duration since = Duration.ZERO;
        while (Enough.goesOn(plan, since, workloads::didEnough)) {
            long left = plan.duration().minus(since).toNanos();
            LockSupport.parkNanos(left > 0 ? Math.min(left, REPORT_EVERY.toNanos()) : REPORT_EVERY.toNanos());
            Meter.Counts now = workloads.counts();
            since = Duration.ofNanos(System.nanoTime() - beganNanos);
            progress.accept(new Progress(since, now, now.minus(before), faults.underWay()));
            before = now;
        }
        return since;
    }

    private boolean check(String name, Callable<String> question) {
        Verdict verdict = Checks.ask(name, question);
        checks.add(verdict);
        return verdict.valid();
    }
}
