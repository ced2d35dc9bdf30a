package io.ratiskv.jepsen.run;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.checker.Violation;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.nemesis.FaultSpan;
import io.ratiskv.jepsen.nemesis.Nemeses;
import io.ratiskv.jepsen.nemesis.Nemesis;
import io.ratiskv.jepsen.nemesis.Pace;
import io.ratiskv.jepsen.nemesis.Schedule;
import io.ratiskv.jepsen.nemesis.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The faults of a run: those of the plan that this machine can do, mixed by the seed.
 *
 * <p>Thread: one.
 */
final class Faults implements AutoCloseable {
    private static final Duration LASTS_MIN = Duration.ofSeconds(1);
    private static final int AT_ONCE_MAX = 2;

    private final Timeline timeline;
    private final List<Nemesis> possible;
    private final List<String> skipped;
    private final @Nullable Schedule schedule;

    private Faults(Timeline timeline, List<Nemesis> possible, List<String> skipped, @Nullable Schedule schedule) {
        this.timeline = timeline;
        this.possible = possible;
        this.skipped = skipped;
        this.schedule = schedule;
    }

    /** Starts the schedule; none if the plan has no faults, or none that is possible. */
    static Faults start(RunPlan plan, LocalCluster cluster, long beganNanos) {
        Timeline timeline = new Timeline(beganNanos);
        Nemeses nemeses = Nemeses.of(cluster);
        List<Nemesis> chosen = nemeses.select(String.join(",", plan.faults()));
        List<Nemesis> possible =
                chosen.stream().filter(n -> n.unavailable().isEmpty()).toList();
        List<String> skipped = chosen.stream()
                .filter(n -> n.unavailable().isPresent())
                .map(n -> n.name() + ": " + n.unavailable().orElse(""))
                .toList();
        Schedule schedule =
                possible.isEmpty() ? null : Schedule.start(possible, pace(plan), plan.seed(), timeline, nemeses::heal);
        return new Faults(timeline, possible, skipped, schedule);
    }

    /** A fault lasts up to the interval, so that about one is at work at any time. */
    private static Pace pace(RunPlan plan) {
        Duration longest = plan.faultInterval().compareTo(LASTS_MIN) > 0 ? plan.faultInterval() : LASTS_MIN;
        return new Pace(plan.faultInterval(), LASTS_MIN, longest, AT_ONCE_MAX);
    }

    /** Ends all faults and heals. */
    @Override
    public void close() {
        if (schedule != null) {
            schedule.close();
        }
    }

    /** The fault that began last and has not ended, in words; empty: none. */
    String underWay() {
        return timeline.underWay();
    }

    List<FaultSpan> spans() {
        return timeline.spans();
    }

    /** What the plan wants and this machine or cluster cannot do, with the reason. */
    List<String> skipped() {
        return skipped;
    }

    /** Unknown if a fault did not work or nothing shows that it was there: the run then says less than it seems to. */
    Verdict verdict() {
        int begun = timeline.spans().size();
        Set<String> kinds = timeline.counts().keySet();
        List<String> troubles = new ArrayList<>(timeline.problems());
        List<Violation> broken = timeline.brokenPromises().stream()
                .map(sentence -> new Violation(sentence, List.of()))
                .toList();
        if (!broken.isEmpty()) {
            return Verdict.of("faults", begun, "faults saw promises broken", broken);
        }
        timeline.unseen().forEach(kind -> troubles.add(kind + " left no evidence"));
        if (begun == 0) {
            troubles.add("no fault was begun");
        }
        if (!troubles.isEmpty()) {
            return Verdict.unknown("faults", begun, String.join("; ", troubles));
        }
        String notReached = possible.stream()
                .map(Nemesis::name)
                .filter(name -> !kinds.contains(name))
                .collect(Collectors.joining(", "));
        return Verdict.of(
                "faults",
                begun,
                begun + " faults of " + kinds.size() + " kinds left evidence"
                        + (notReached.isEmpty() ? "" : "; not reached: " + notReached),
                List.of());
    }
}
