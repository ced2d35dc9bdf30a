package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.jepsen.workload.LedgerWorkload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Kill -9 of the leader under load: how long no write goes through. */
final class ShowFailover {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Figures figures;
    private final int trials;
    private final int threads;
    private final ClusterSpec spec;

    ShowFailover(Options options, Figures figures) {
        this.figures = figures;
        trials = options.count("trials", 10);
        threads = options.count("threads", 8);
        spec = ClusterSpec.named("show-failover").inEarnest(options.text("heap", "512m"));
        options.refuseOthers();
    }

    boolean run() {
        AckGaps gaps = new AckGaps();
        double[] seconds = new double[trials];
        try (LocalCluster cluster = LocalCluster.start(spec);
                KvClient client = Clients.open(cluster.endpoints(), "show")) {
            LedgerWorkload ledger = LedgerWorkload.start("ledger/", List.of(client), threads, gaps::acknowledged);
            for (int trial = 0; trial < trials; trial++) {
                awaitMore(ledger);
                Member leader = cluster.awaitLeader(PATIENCE);
                gaps.reset();
                leader.kill();
                cluster.awaitLeaderOtherThan(leader, PATIENCE);
                awaitMore(ledger);
                seconds[trial] = Figures.seconds(gaps.longestNanos());
                figures.line("trial " + (trial + 1) + ", killed " + leader.id(), "%.2f s", seconds[trial]);
                leader.start();
                cluster.awaitServing(leader, PATIENCE);
            }
            ledger.stop();
            figures.title("Kill -9 of the leader under load");
            figures.spread("time without a successful write", "s", seconds);
            figures.line("writes", "%s", ledger.summary());
            List<String> problems = ledger.verify(client);
            figures.line(
                    "broken promises",
                    "%d %s",
                    problems.size(),
                    problems.stream().limit(5).toList());
            return problems.isEmpty();
        }
    }

    /** Load that flows: more writes than there are threads, so that none of them was merely under way before. */
    private void awaitMore(LedgerWorkload ledger) {
        int now = ledger.acknowledged();
        Poll.until("writes", PATIENCE, () -> Optional.of(ledger.acknowledged()).filter(n -> n > now + 10 * threads));
    }
}
