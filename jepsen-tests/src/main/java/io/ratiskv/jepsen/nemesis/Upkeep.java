package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.wire.WireException;
import io.ratiskv.protocol.CompactRequest;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.StatusResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What operators and schedules of theirs do to a cluster under load. It is over at once. Evidence: what the members answered. */
final class Upkeep implements Nemesis {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String name;
    private final LocalCluster cluster;
    private final Task task;
    private String seen = "";

    /** Does it to one member; returns what it answered. */
    @FunctionalInterface
    private interface Task {
        String run(Member member, Random random) throws IOException;
    }

    private Upkeep(String name, LocalCluster cluster, Task task) {
        this.name = name;
        this.cluster = cluster;
        this.task = task;
    }

    /** Every member takes a snapshot, and so drops what its log no longer needs. */
    static Upkeep snapshot(LocalCluster cluster) {
        return new Upkeep("snapshot-now", cluster, (member, random) -> "at " + member.takeSnapshot(TIMEOUT));
    }

    /** Old versions are forgotten, up to a revision in the younger half of what is kept, through any one member. */
    static Upkeep compact(LocalCluster cluster) {
        return new Upkeep("compact", cluster, (member, random) -> {
            try (var connection = member.connect(TIMEOUT)) {
                StatusResponse status = connection.status();
                long kept = status.getRevision() - status.getCompactRevision();
                long revision = status.getRevision() - (long) (kept / 2.0 * random.nextDouble());
                return "up to "
                        + connection
                                .callOrThrow(Request.newBuilder()
                                        .setCompact(CompactRequest.newBuilder().setRevision(revision)))
                                .getCompact()
                                .getCompactRevision();
            }
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public String begin(Random random) {
        seen = "";
        List<String> answers = new ArrayList<>();
        List<Member> chosen = (name.equals("compact") ? Victims.ONE : Victims.ALL).choose(cluster, random);
        for (Member member : chosen) {
            try {
                answers.add(member.id() + " " + task.run(member, random));
            } catch (WireException e) {
                // Other faults are at work: a member may well refuse. Only an answer is evidence.
                answers.add(member.id() + " refused: " + e.getMessage());
                continue;
            } catch (IOException e) {
                answers.add(member.id() + " did not answer: " + e.getMessage());
                continue;
            }
            seen = "answered";
        }
        return String.join(", ", answers);
    }

    @Override
    public void end() {
        // It was over at once.
    }

    @Override
    public Optional<String> evidence() {
        return seen.isEmpty() ? Optional.empty() : Optional.of(seen);
    }
}
