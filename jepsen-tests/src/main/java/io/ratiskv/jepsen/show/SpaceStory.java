package io.ratiskv.jepsen.show;

import io.ratiskv.client.OutOfSpaceException;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.protocol.StatusResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A cluster is filled by its clients until it refuses, and recovered by nothing but their deletes: no member ends, nothing that
 * was acknowledged is lost, the alarm ends by itself, and writes go on.
 */
final class SpaceStory {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int KEYS_MAX = 1_000_000;

    /** One key in so many is kept, to be looked for at the end. */
    private static final int KEPT_ONE_IN = 8;

    private final LocalCluster cluster;
    private final SpaceWriters writers;
    private final Figures figures;
    private final Duration refusedFor;
    private final List<String> findings = new ArrayList<>();
    private final Map<String, OptionalLong> processes = new TreeMap<>();

    /** @param refusedFor how long clients must have been refused without a break to give up */
    SpaceStory(LocalCluster cluster, SpaceWriters writers, Figures figures, Duration refusedFor) {
        this.cluster = cluster;
        this.writers = writers;
        this.figures = figures;
        this.refusedFor = refusedFor;
        cluster.members().forEach(m -> processes.put(m.id(), m.process().pid()));
    }

    /** Members that have bounds on their space that writers reach within a minute, and give it back quickly. */
    static ClusterSpec spec(String name) {
        return ClusterSpec.named(name)
                .setting("storage.write-buffer-bytes", "8MiB")
                .setting("storage.block-cache-bytes", "8MiB")
                .setting("storage.newest-bytes", "4MiB")
                .setting("raft.log-segment-bytes", "8MiB")
                .setting("raft.log-preserved-entries", "16")
                .setting("snapshot.every-log-bytes", "16MiB")
                .setting("compaction.pressed-retain-time", "1s")
                .setting("storage.quota-bytes", "0")
                .setting("storage.min-free-bytes", "0");
    }

    /** What did not hold; empty = everything did. */
    List<String> run() {
        fill();
        whileFull();
        recover();
        afterwards();
        return findings;
    }

    private void fill() {
        long began = System.nanoTime();
        writers.fill("fill/", refusedFor, KEYS_MAX);
        OutOfSpaceException refusal = writers.refusal();
        figures.line("filled until refused", "%.1f s", Figures.seconds(System.nanoTime() - began));
        figures.line("keys acknowledged", "%d", writers.acknowledged().size());
        figures.line(
                "refused by",
                "%s: %.1f MiB, found %.1f MiB",
                refusal.setting(),
                Figures.mebibytes(refusal.limitBytes()),
                Figures.mebibytes(refusal.actualBytes()));
        check(refusal.retryAfter().toMillis() > 0, "the refusal says no time to come back");
        space("full");
    }

    private void whileFull() {
        check(
                cluster.awaitLeader(PATIENCE).status().stream().anyMatch(s -> s.getAlarmsCount() > 0),
                "the leader tells no alarm");
        aliveAndWhole("while full");
    }

    private void recover() {
        List<String> keys = new ArrayList<>();
        int n = 0;
        for (String key : writers.acknowledged()) {
            if (++n % KEPT_ONE_IN != 0) {
                keys.add(key);
            }
        }
        long began = System.nanoTime();
        writers.delete(keys);
        figures.line(
                "deleted by clients",
                "%d keys in %.1f s, the slowest in %d ms",
                keys.size(),
                Figures.seconds(System.nanoTime() - began),
                writers.slowestDeleteMillis());
        space("deleted");
        Poll.until("the alarms to end", PATIENCE, this::withoutAlarm);
        figures.line("no alarm after", "%.1f s", Figures.seconds(System.nanoTime() - began));
        Poll.until("a put to go", PATIENCE, () -> writers.canPut("after/0") ? Optional.of(true) : Optional.empty());
        figures.line("writes work again after", "%.1f s", Figures.seconds(System.nanoTime() - began));
        space("recovered");
    }

    private void afterwards() {
        for (int i = 0; i < 50; i++) {
            check(writers.canPut("after/" + i), "a put afterwards failed");
        }
        aliveAndWhole("afterwards");
        try {
            cluster.awaitSameState(PATIENCE);
        } catch (IllegalStateException e) {
            findings.add("members hold different states: " + e.getMessage());
        }
    }

    private void aliveAndWhole(String when) {
        for (Member member : cluster.members()) {
            check(
                    member.process().pid().equals(processes.get(member.id())),
                    member.id() + " ended, or was started again, " + when);
        }
        List<String> missing = writers.missing();
        check(
                missing.isEmpty(),
                missing.size() + " acknowledged keys are missing " + when + ": "
                        + missing.subList(0, Math.min(5, missing.size())));
        figures.line(
                "acknowledged and there " + when, "%d", writers.acknowledged().size() - missing.size());
    }

    private Optional<Boolean> withoutAlarm() {
        for (Member member : cluster.members()) {
            Optional<StatusResponse> status = member.status();
            if (status.isEmpty() || status.get().getAlarmsCount() > 0) {
                return Optional.empty();
            }
        }
        return Optional.of(true);
    }

    private void space(String when) {
        for (Member member : cluster.members()) {
            member.status()
                    .ifPresent(status -> figures.line(
                            member.id() + ", " + when,
                            "store %.1f MiB, disk %.1f MiB free, %s / %s",
                            Figures.mebibytes(status.getSpace().getUsedBytes()),
                            Figures.mebibytes(status.getSpace().getFreeDiskBytes()),
                            status.getSpace().getQuotaLevel(),
                            status.getSpace().getDiskLevel()));
        }
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            findings.add(otherwise);
        }
    }
}
