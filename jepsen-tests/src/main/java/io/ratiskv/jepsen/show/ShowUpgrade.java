package io.ratiskv.jepsen.show;

import static java.util.Objects.requireNonNull;

import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.MembershipChange;
import io.ratiskv.client.ProtocolMismatchException;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.Distribution;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.cluster.ServerCommand;
import io.ratiskv.jepsen.history.EdnWriter;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.protocol.StatusResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Three members of an older build become members of this one, and back, and forth again, under load: an older leader with a
 * newer follower, a newer leader with older followers, each filling a member that lost its disk from its snapshot. The newer
 * ones run as the next version ({@link ServerCommand#NEXT_MAIN}), for which {@code protect} is a command of a new format: it
 * must be refused as long as an older member is there, and taken afterwards; from then on the older build must refuse to start.
 */
final class ShowUpgrade {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int KEYS = 14_000;
    private static final int VALUE_BYTES = 1_500;

    private final Figures figures;
    private final Distribution older;
    private final Duration rest;
    private final double rate;
    private final Duration deadline;
    private final ClusterSpec spec;
    private final Map<String, ServerCommand> oldCommands = new LinkedHashMap<>();
    private final Map<String, ServerCommand> newCommands = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    ShowUpgrade(Options options, Figures figures) {
        this.figures = figures;
        String old = options.text("old", "");
        if (old.isEmpty()) {
            throw new IllegalArgumentException("show-upgrade needs --old=DIRECTORY, another build of the server");
        }
        older = Distribution.in(Path.of(old));
        rest = Duration.ofMillis(options.number("rest-ms", 3_000));
        rate = options.share("rate", 200);
        deadline = Duration.ofMillis(options.number("deadline-ms", EverydayLoad.DEFAULT_DEADLINE.toMillis()));
        ClusterSpec members = ClusterSpec.named("show-upgrade")
                // So that a member that lost its disk needs a snapshot.
                .setting("raft.log-segment-bytes", "8MiB")
                .setting("raft.log-preserved-entries", "0");
        String heap = options.text("heap", "512m");
        spec = heap.equals("small") ? members : members.inEarnest(heap);
        options.refuseOthers();
    }

    boolean run() {
        try (LocalCluster cluster = LocalCluster.prepare(spec)) {
            for (Member member : cluster.members()) {
                oldCommands.put(member.id(), older.command(member.command()));
                newCommands.put(member.id(), member.command().running(ServerCommand.NEXT_MAIN));
                member.startNextAs(oldOf(member)).start();
            }
            cluster.awaitServing(PATIENCE);
            figures.title("An upgrade, from "
                    + cluster.members()
                            .get(0)
                            .status()
                            .map(StatusResponse::getVersion)
                            .orElse("?"));
            try (KvClient client = Clients.open(cluster.endpoints(), "operator");
                    EverydayLoad load = EverydayLoad.start(cluster.endpoints(), 4, rate, rate, deadline)) {
                new BulkLoad(List.of(client), 64, VALUE_BYTES).run("key/", KEYS);
                RestartedMembers restarts = RestartedMembers.ofAnyBuild(cluster);
                underWay(cluster, client, restarts);
                EverydayLoad.Outcome outcome = load.stop();
                EdnWriter.write(outcome.history(), cluster.directory().resolve("history.edn"));
                cluster.awaitSameState(PATIENCE);
                restarts.tell(figures);
                boolean unnoticed = ShowRolling.tell(figures, outcome, restarts);
                problems.forEach(problem -> figures.title("    " + problem));
                return unnoticed && problems.isEmpty();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void underWay(LocalCluster cluster, KvClient client, RestartedMembers restarts) throws IOException {
        Member first = cluster.follower();
        upgrade(restarts, first);
        tell(cluster, "one newer follower");
        refilled(cluster, first);

        lead(cluster, client, first);
        tell(cluster, "a newer leader");
        expect("protect is refused", isRefused(client));
        refilled(cluster, cluster.follower());

        restarts.restartAs(first, oldOf(first));
        tell(cluster, "back to the older build");

        for (Member member : cluster.members()) {
            upgrade(restarts, member);
            tell(cluster, member.id() + " upgraded");
        }
        expect("protect is taken", isTaken(client));
        oldOneStops(cluster.follower());
    }

    private ServerCommand oldOf(Member member) {
        return requireNonNull(oldCommands.get(member.id()));
    }

    private ServerCommand newOf(Member member) {
        return requireNonNull(newCommands.get(member.id()));
    }

    private void upgrade(RestartedMembers restarts, Member member) {
        restarts.restartAs(member, newOf(member));
        LockSupport.parkNanos(rest.toNanos());
    }

    private void lead(LocalCluster cluster, KvClient client, Member member) {
        client.admin().change(MembershipChange.moveLeader(member.id()));
        cluster.awaitServing(PATIENCE);
        LockSupport.parkNanos(rest.toNanos());
    }

    /** Loses its disk: the leader, of whichever build, must fill it from a snapshot of its own. */
    private void refilled(LocalCluster cluster, Member member) throws IOException {
        Member leader = cluster.awaitLeader(PATIENCE);
        leader.takeSnapshot(PATIENCE);
        member.killAndWipe();
        member.start();
        cluster.awaitServing(member, PATIENCE);
        long snapshot = member.status().map(StatusResponse::getSnapshotIndex).orElse(-1L);
        figures.line(member.id() + " lost its disk", "filled by %s, snapshot index %d", leader.id(), snapshot);
        expect(member.id() + " was sent a snapshot", snapshot > 0);
    }

    private static boolean isRefused(KvClient client) {
        try {
            client.admin().protect(KeyRange.prefix("refused/"));
            return false;
        } catch (ProtocolMismatchException refused) {
            return String.valueOf(refused.getMessage()).contains("upgrade the others first");
        }
    }

    /** Once the leader has heard from everybody. */
    private static boolean isTaken(KvClient client) {
        return Poll.until("a new command to be taken", PATIENCE, () -> {
            try {
                return Optional.of(client.admin().protect(KeyRange.prefix("taken/")));
            } catch (ProtocolMismatchException notYet) {
                return Optional.empty();
            }
        });
    }

    /** What the new format wrote the older build must not touch, and say so. */
    private void oldOneStops(Member member) {
        member.process().terminate();
        member.process().awaitExit(PATIENCE);
        int before = member.process().log().length();
        member.startNextAs(oldOf(member)).start();
        int exit = member.process().awaitExit(PATIENCE).orElse(0);
        String said = member.process().log().substring(before);
        String sentence = said.lines()
                .filter(line -> line.contains("has format"))
                .findFirst()
                .orElse("nothing");
        figures.line("the older build on what the newer wrote", "exit code %d, said: %s", exit, sentence);
        expect("the older build says that it does not know the format", exit != 0 && sentence.contains("format 3"));
        member.process().kill();
        member.startNextAs(newOf(member)).start();
        Poll.until("the newer build to serve again", PATIENCE, member::status);
    }

    private void tell(LocalCluster cluster, String step) {
        StringBuilder words = new StringBuilder();
        String leader = cluster.awaitLeader(PATIENCE).id();
        for (Member member : cluster.members()) {
            StatusResponse status = member.status().orElse(StatusResponse.getDefaultInstance());
            words.append(member.id())
                    .append(member.command().mainClass().equals(ServerCommand.NEXT_MAIN) ? " new " : " old ")
                    .append(status.getVersion())
                    .append(member.id().equals(leader) ? " (leads), " : ", ");
        }
        figures.line(step, "%s", words.substring(0, words.length() - 2));
    }

    private void expect(String what, boolean holds) {
        if (!holds) {
            problems.add("not so: " + what);
        }
    }
}
