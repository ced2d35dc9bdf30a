package io.ratiskv.jepsen.show;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.ServerCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Restarts members as an operator does: SIGTERM, wait for the end, start, wait until it serves. Keeps how long each took and how
 * it ended.
 *
 * <p>Thread: one.
 */
final class RestartedMembers {
    /** The bound that docs/operations.md states, and what a busy machine may add to it before we stop waiting. */
    static final Duration STOP_BOUND = Duration.ofSeconds(30);

    private static final Duration STOP_PATIENCE = STOP_BOUND.multipliedBy(2);
    private static final Duration SERVE_PATIENCE = Duration.ofMinutes(2);

    private static final int STOPPED = 0;
    private static final int SIGTERM = 128 + 15;

    private final LocalCluster cluster;
    private final Set<Integer> exitCodes;
    private final List<Double> stopSeconds = new ArrayList<>();
    private final List<Double> serveSeconds = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    RestartedMembers(LocalCluster cluster) {
        this(cluster, Set.of(STOPPED));
    }

    private RestartedMembers(LocalCluster cluster, Set<Integer> exitCodes) {
        this.cluster = cluster;
        this.exitCodes = exitCodes;
    }

    /** Also of builds before 0.2, which end with the signal's exit code. */
    static RestartedMembers ofAnyBuild(LocalCluster cluster) {
        return new RestartedMembers(cluster, Set.of(STOPPED, SIGTERM));
    }

    void restart(Member member) {
        restartAs(member, member.command());
    }

    /** As another build, perhaps. */
    void restartAs(Member member, ServerCommand next) {
        stop(member);
        member.startNextAs(next);
        long began = System.nanoTime();
        member.start();
        cluster.awaitServing(member, SERVE_PATIENCE);
        serveSeconds.add(Figures.seconds(System.nanoTime() - began));
    }

    private void stop(Member member) {
        long began = System.nanoTime();
        member.process().terminate();
        OptionalInt exit = member.process().awaitExit(STOP_PATIENCE);
        double took = Figures.seconds(System.nanoTime() - began);
        stopSeconds.add(took);
        if (exit.isEmpty() || !exitCodes.contains(exit.getAsInt())) {
            problems.add(member.id() + " ended with " + (exit.isEmpty() ? "nothing" : "exit code " + exit.getAsInt())
                    + " after SIGTERM");
        }
        if (took > STOP_BOUND.toSeconds()) {
            problems.add(member.id() + " took " + took + " s to stop");
        }
        if (exit.isEmpty()) {
            member.kill();
        }
    }

    void tell(Figures figures) {
        figures.spread("SIGTERM to the end of the process", "s", values(stopSeconds));
        figures.spread("start of the process to serving", "s", values(serveSeconds));
    }

    /** What an operator would complain about. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    private static double[] values(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
