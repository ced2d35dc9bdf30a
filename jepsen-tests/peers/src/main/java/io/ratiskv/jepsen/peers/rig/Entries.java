package io.ratiskv.jepsen.peers.rig;

import io.ratiskv.cli.bench.load.Progress;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.protocol.StatusResponse;
import java.util.OptionalDouble;

/**
 * How many entries the log grew by in a window, and how many writes were in each: the members are asked when the window
 * begins and when it ends, each time for both numbers at once.
 *
 * <p>Thread: the run's.
 */
final class Entries {
    private final LocalCluster cluster;
    private boolean measuring;
    private Reading first = new Reading(0, 0);
    private Reading last = new Reading(0, 0);

    private record Reading(long appliedIndex, long revision) {}

    Entries(LocalCluster cluster) {
        this.cluster = cluster;
    }

    void at(Progress.Phase phase) {
        if (!measuring && phase == Progress.Phase.MEASURING) {
            measuring = true;
            first = read();
        } else if (measuring && phase == Progress.Phase.DRAINING) {
            measuring = false;
            last = read();
        }
    }

    private Reading read() {
        StatusResponse status = cluster.members().stream()
                .flatMap(member -> member.status().stream())
                .max((a, b) -> Long.compare(a.getAppliedIndex(), b.getAppliedIndex()))
                .orElse(StatusResponse.getDefaultInstance());
        return new Reading(status.getAppliedIndex(), status.getRevision());
    }

    /** Writes in an entry, which are revisions for an entry; empty if nothing was written. */
    OptionalDouble batch() {
        long entries = last.appliedIndex() - first.appliedIndex();
        long revisions = last.revision() - first.revision();
        return entries > 0 && revisions > 0 ? OptionalDouble.of((double) revisions / entries) : OptionalDouble.empty();
    }
}
