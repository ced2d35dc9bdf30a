package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.wire.WireConnection;
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
import org.jspecify.annotations.Nullable;

/**
 * What operators and schedules of theirs do to a cluster under load. It is over at once; if nobody answered, because another
 * fault was at work, it is asked for once more when its time is over. Evidence: what the members answered.
 */
final class Upkeep implements Nemesis {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String name;
    private final LocalCluster cluster;
    private final Task task;
    private final boolean oneIsEnough;
    private @Nullable Random again;
    private String seen = "";

    /** Does it to one member; returns what it answered. */
    @FunctionalInterface
    private interface Task {
        String run(Member member, Random random) throws IOException;
    }

    private Upkeep(String name, LocalCluster cluster, Task task, boolean oneIsEnough) {
        this.name = name;
        this.cluster = cluster;
        this.task = task;
        this.oneIsEnough = oneIsEnough;
    }

    /** Every member takes a snapshot, and so drops what its log no longer needs. */
    static Upkeep snapshot(LocalCluster cluster) {
        return new Upkeep("snapshot-now", cluster, (member, random) -> "at " + member.takeSnapshot(TIMEOUT), false);
    }

    /**
     * Old versions are forgotten, up to a revision in the younger half of what is kept, through one member after the other until
     * one does it: those that do not lead refuse.
     */
    static Upkeep compact(LocalCluster cluster) {
        return new Upkeep("compact", cluster, Upkeep::compact, true);
    }

    private static String compact(Member member, Random random) throws IOException {
        try (WireConnection connection = member.connect(TIMEOUT)) {
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
        again = random;
        return ask(random);
    }

    @Override
    public void end() {
        Random random = again;
        again = null;
        if (random != null && seen.isEmpty()) {
            String answers = ask(random);
            if (!seen.isEmpty()) {
                seen += " when asked again: " + answers;
            }
        }
    }

    private String ask(Random random) {
        List<String> answers = new ArrayList<>();
        for (Member member : Victims.ALL.choose(cluster, random)) {
            try {
                answers.add(member.id() + " " + task.run(member, random));
                seen = "answered";
            } catch (WireException e) {
                // Other faults are at work: a member may well refuse. Only an answer is evidence.
                answers.add(member.id() + " refused: " + e.getMessage());
            } catch (IOException e) {
                answers.add(member.id() + " did not answer: " + e.getMessage());
            }
            if (oneIsEnough && !seen.isEmpty()) {
                break;
            }
        }
        return answers.isEmpty() ? "nobody is up" : String.join(", ", answers);
    }

    @Override
    public Optional<String> evidence() {
        return seen.isEmpty() ? Optional.empty() : Optional.of(seen);
    }
}
