package io.ratiskv.jepsen.statefulset;

import io.ratiskv.jepsen.wire.WireConnection;
import io.ratiskv.protocol.Consistency;
import io.ratiskv.protocol.Member;
import io.ratiskv.protocol.StatusResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Whether a cluster could lose any minority of its members just now: all of them are ready, know the same configuration in
 * the same lives, follow one leader, have applied what it had committed when it was asked, and answer linearizable reads.
 */
final class Redundancy {
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(2);
    private static final long PAUSE_NANOS = 100_000_000;

    private Redundancy() {}

    /**
     * Waits until it is whole.
     *
     * @return how long that took
     * @throws IllegalStateException after the timeout, with what was lacking last
     */
    static Duration await(List<Pod> members, Duration timeout) {
        long began = System.nanoTime();
        while (true) {
            Optional<String> lacking = lacking(members);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            if (lacking.isEmpty()) {
                return took;
            }
            if (took.compareTo(timeout) > 0) {
                throw new IllegalStateException(
                        "not whole again within " + timeout.toSeconds() + " s: " + lacking.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** What is lacking, in words; empty: it is whole. */
    static Optional<String> lacking(List<Pod> members) {
        for (Pod pod : members) {
            if (!pod.isReady()) {
                return Optional.of(pod.id() + " is not ready: " + pod.lastProbe());
            }
        }
        List<StatusResponse> before = statuses(members);
        List<StatusResponse> after = statuses(members);
        if (before.size() < members.size() || after.size() < members.size()) {
            return Optional.of("a member does not say how it is");
        }
        return configuration(members, after).or(() -> progress(before, after)).or(() -> reads(members));
    }

    private static Optional<String> configuration(List<Pod> members, List<StatusResponse> statuses) {
        Set<List<Member>> configurations = new HashSet<>();
        statuses.forEach(status -> configurations.add(status.getMembersList()));
        if (configurations.size() > 1) {
            return Optional.of("members know different configurations: " + configurations);
        }
        Set<String> in =
                statuses.get(0).getMembersList().stream().map(Member::getId).collect(Collectors.toSet());
        Set<String> wanted = members.stream().map(Pod::id).collect(Collectors.toSet());
        return in.equals(wanted) ? Optional.empty() : Optional.of("members are " + in + ", not " + wanted);
    }

    private static Optional<String> progress(List<StatusResponse> before, List<StatusResponse> after) {
        Set<String> leaders = after.stream().map(StatusResponse::getLeaderId).collect(Collectors.toSet());
        Set<Long> terms = after.stream().map(StatusResponse::getTerm).collect(Collectors.toSet());
        if (leaders.size() != 1 || terms.size() != 1 || leaders.contains("")) {
            return Optional.of("members follow " + leaders + " in terms " + terms);
        }
        long committed =
                before.stream().mapToLong(StatusResponse::getCommitIndex).max().orElse(0);
        return after.stream()
                .filter(status -> status.getAppliedIndex() < committed)
                .findFirst()
                .map(status -> status.getMemberId() + " has applied " + status.getAppliedIndex() + " of " + committed);
    }

    private static Optional<String> reads(List<Pod> members) {
        for (Pod pod : members) {
            try (WireConnection connection = pod.connect(ASK_TIMEOUT)) {
                if (!connection.get("jepsen/serving", Consistency.LINEARIZABLE).hasRange()) {
                    return Optional.of(pod.id() + " answers no linearizable read");
                }
            } catch (IOException silent) {
                return Optional.of(pod.id() + " answers no linearizable read: " + silent);
            }
        }
        return Optional.empty();
    }

    private static List<StatusResponse> statuses(List<Pod> members) {
        List<StatusResponse> statuses = new ArrayList<>();
        for (Pod pod : members) {
            try (WireConnection connection = pod.connect(ASK_TIMEOUT)) {
                statuses.add(connection.status());
            } catch (IOException silent) {
                // Fewer answers than members: that is said.
            }
        }
        return statuses;
    }
}
