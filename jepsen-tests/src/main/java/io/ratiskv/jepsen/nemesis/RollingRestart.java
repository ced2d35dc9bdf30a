package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Every member ends on SIGTERM and starts again, one after the other, each waiting until the one before serves: an upgrade.
 * Alone, since that is what operators wait for. Evidence: exit codes and process ids.
 */
final class RollingRestart implements Nemesis {
    private static final Duration END_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SERVE_TIMEOUT = Duration.ofSeconds(60);

    private final LocalCluster cluster;
    private final List<String> evidence = new ArrayList<>();
    private boolean begun;

    RollingRestart(LocalCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "rolling-restart";
    }

    @Override
    public boolean alone() {
        return true;
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public String begin(Random random) {
        evidence.clear();
        begun = true;
        List<Member> order = new ArrayList<>(cluster.members());
        Collections.shuffle(order, random);
        order.forEach(Processes::revive);
        for (Member member : order) {
            cluster.awaitServing(SERVE_TIMEOUT);
            long before = member.process().pid().orElse(-1);
            member.process().terminate();
            OptionalInt code = member.process().awaitExit(END_TIMEOUT);
            if (code.isEmpty()) {
                throw new IllegalStateException(
                        member.id() + " did not end within " + END_TIMEOUT.toSeconds() + " s after SIGTERM");
            }
            member.start();
            evidence.add(member.id() + " exit " + code.getAsInt() + ", pid " + before + " -> "
                    + member.process().pid().orElse(-1));
        }
        cluster.awaitServing(SERVE_TIMEOUT);
        return "SIGTERM " + Processes.names(order) + " in turn";
    }

    @Override
    public void end() {
        if (begun) {
            begun = false;
            cluster.members().forEach(Processes::revive);
        }
    }

    @Override
    public Optional<String> evidence() {
        return evidence.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", evidence));
    }
}
