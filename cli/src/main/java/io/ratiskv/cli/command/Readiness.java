package io.ratiskv.cli.command;

import io.ratiskv.cli.local.LocalCluster;
import io.ratiskv.cli.local.LocalClusterException;
import io.ratiskv.cli.local.LocalMember;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.MemberStatus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Waits until a cluster that was started serves: every member answers, one leads, a linearizable read succeeds. */
final class Readiness {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration ATTEMPT = Duration.ofSeconds(1);
    private static final Duration NOTE_EVERY = Duration.ofSeconds(3);

    private final Session session;
    private final LocalCluster cluster;

    Readiness(Session session, LocalCluster cluster) {
        this.session = session;
        this.cluster = cluster;
    }

    /**
     * Returns when the cluster serves.
     *
     * @throws LocalClusterException if a member ends, or the time is up; says what was missing
     */
    void await(Duration patience) throws InterruptedException {
        List<String> endpoints = cluster.layout().endpoints();
        long begun = System.nanoTime();
        long noted = begun;
        try (KvClient db = session.connect(endpoints, ATTEMPT)) {
            while (true) {
                requireAlive();
                Optional<String> missing = missing(db, endpoints);
                if (missing.isEmpty()) {
                    return;
                }
                long now = System.nanoTime();
                if (now - begun > patience.toNanos()) {
                    throw new LocalClusterException("the cluster does not serve after " + patience.toSeconds() + " s: "
                            + missing.get() + "; the logs in "
                            + cluster.directory().path() + "/*/server.log say more,"
                            + " --wait gives it more time");
                }
                if (now - noted > NOTE_EVERY.toNanos()) {
                    session.console().note("waiting (" + (now - begun) / 1_000_000_000 + " s): " + missing.get());
                    noted = now;
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    private void requireAlive() {
        for (LocalMember member : cluster.notRunning()) {
            throw new LocalClusterException("member " + member.id() + " has ended; its log " + member.log()
                    + " ends with:\n  " + String.join("\n  ", member.lastLogLines(10))
                    + "\nthe others still run; 'kvctl up' starts it again, 'kvctl down' stops them");
        }
    }

    /** What is still missing, as a sentence; empty if the cluster serves. */
    private static Optional<String> missing(KvClient db, List<String> endpoints) {
        List<MemberView> views = MemberView.ask(db, endpoints);
        for (MemberView view : views) {
            if (view.status().isEmpty()) {
                return Optional.of("no answer from " + view.endpoint() + " yet");
            }
        }
        if (MemberView.leader(views).isEmpty()) {
            return Optional.of("no leader yet (" + roles(views) + ")");
        }
        try {
            db.get("_kvctl/ready");
            return Optional.empty();
        } catch (KvException notYet) {
            return Optional.of("reads are not served yet: " + notYet.getMessage());
        }
    }

    private static String roles(List<MemberView> views) {
        return String.join(
                ", ",
                views.stream()
                        .map(view -> view.id() + " "
                                + view.status()
                                        .map(MemberStatus::role)
                                        .map(Enum::name)
                                        .orElse("?"))
                        .map(text -> text.toLowerCase(Locale.ROOT))
                        .toList());
    }
}
