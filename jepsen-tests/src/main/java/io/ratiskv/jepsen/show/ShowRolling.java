package io.ratiskv.jepsen.show;

import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.history.EdnWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** All members are restarted one after the other, again and again, while clients with default settings go on: who notices? */
final class ShowRolling {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PROBLEMS_SHOWN = 10;

    private final Figures figures;
    private final int rounds;
    private final long restMillis;
    private final int threads;
    private final double closedRate;
    private final double openRate;
    private final Duration deadline;
    private final ClusterSpec spec;

    ShowRolling(Options options, Figures figures) {
        this.figures = figures;
        rounds = options.count("rounds", 5);
        restMillis = options.number("rest-ms", 3_000);
        threads = options.count("threads", 4);
        closedRate = options.share("closed-rate", 400);
        openRate = options.share("rate", 400);
        deadline = Duration.ofMillis(options.number("deadline-ms", EverydayLoad.DEFAULT_DEADLINE.toMillis()));
        ClusterSpec members = ClusterSpec.named("show-rolling").members(options.count("members", 3));
        String heap = options.text("heap", "512m");
        // Members that live for seconds never get to their second compiler; in a build it would only disturb the
        // others.
        spec = heap.equals("small") ? members : members.inEarnest(heap);
        options.refuseOthers();
    }

    boolean run() {
        try (LocalCluster cluster = LocalCluster.start(spec);
                EverydayLoad load = EverydayLoad.start(cluster.endpoints(), threads, closedRate, openRate, deadline)) {
            RestartedMembers restarts = new RestartedMembers(cluster);
            int leaders = 0;
            rest();
            for (int round = 0; round < rounds; round++) {
                for (Member member : cluster.members()) {
                    leaders += cluster.awaitLeader(PATIENCE) == member ? 1 : 0;
                    restarts.restart(member);
                    rest();
                }
            }
            EverydayLoad.Outcome outcome = load.stop();
            EdnWriter.write(outcome.history(), cluster.directory().resolve("history.edn"));
            cluster.awaitSameState(PATIENCE);
            figures.title(rounds + " rolling restarts of " + cluster.members().size() + " members, " + leaders
                    + " of them leading when they were told to stop");
            restarts.tell(figures);
            return tell(figures, outcome, restarts);
        }
    }

    /** Figures of a load under restarts; whether it saw nothing that it should not see. */
    static boolean tell(Figures figures, EverydayLoad.Outcome outcome, RestartedMembers restarts) {
        figures.line("requests", "%,d, failed %,d", outcome.requests(), outcome.failed());
        figures.line("closed load, asked to answered", "%s", outcome.closed().words());
        figures.line("open load, due to answered", "%s", outcome.open().words());
        figures.line("put to event", "%s", outcome.watch().words());
        figures.line(
                "longest time without an acknowledged write",
                "%.2f s",
                Figures.seconds(outcome.longestWithoutAckNanos()));
        List<String> problems = new ArrayList<>(restarts.problems());
        problems.addAll(outcome.problems());
        figures.line(
                "history, watch, lock, exit codes",
                "%s",
                problems.isEmpty() ? "nothing wrong" : problems.size() + " problems");
        problems.stream().limit(PROBLEMS_SHOWN).forEach(problem -> figures.title("    " + problem));
        return problems.isEmpty() && outcome.failed() == 0;
    }

    private void rest() {
        LockSupport.parkNanos(Duration.ofMillis(restMillis).toNanos());
    }
}
