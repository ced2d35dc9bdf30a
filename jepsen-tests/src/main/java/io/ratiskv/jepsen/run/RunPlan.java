package io.ratiskv.jepsen.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run shall be. Immutable; the methods answer changed copies.
 *
 * @param name of the run's directory below {@code root}; an older run of that name is deleted at the start
 * @param root where runs are kept
 * @param members 1, 3 or 5
 * @param seed of every choice: what is asked, and which fault begins when
 * @param duration with workloads and faults at work; starting, healing and judging come on top
 * @param workloads names, as in {@code Workloads.names()}
 * @param faults names, as the nemesis room knows them; empty: none
 * @param faultInterval mean time between the begins of two faults
 * @param hosts members as hosts in network namespaces; needs root. Else all on loopback
 * @param opsPerSecond of all workloads together, at most; 0: as fast as answers come, within {@link #OPERATIONS_MAX}
 * @param sabotage the mechanism that the members shall do without; empty: the product's own main class
 * @param settings of every member, on top of those of all runs
 */
public record RunPlan(
        String name,
        Path root,
        int members,
        long seed,
        Duration duration,
        List<String> workloads,
        List<String> faults,
        Duration faultInterval,
        boolean hosts,
        double opsPerSecond,
        Optional<String> sabotage,
        Map<String, String> settings) {
    /** Most calls that a run records. Workloads are paced so that they last for the whole duration, and stop there. */
    public static final int OPERATIONS_MAX = 100_000;

    public RunPlan {
        workloads = List.copyOf(workloads);
        faults = List.copyOf(faults);
        // Map.copyOf would forget the order.
        settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        if (members != 1 && members != 3 && members != 5) {
            throw new IllegalArgumentException("members must be 1, 3 or 5, not " + members);
        }
        if (workloads.isEmpty()) {
            throw new IllegalArgumentException("a run without workloads shows nothing");
        }
        if (duration.isNegative() || duration.isZero() || duration.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("the duration must be positive and at most a day, not " + duration);
        }
        if (faultInterval.toMillis() < 100) {
            throw new IllegalArgumentException("the interval of faults must be at least 100 ms, not " + faultInterval);
        }
    }

    /** Three members on loopback for a minute, these workloads, no faults, nothing sabotaged. */
    public static RunPlan of(String name, long seed, List<String> workloads) {
        return new RunPlan(
                name,
                Path.of(System.getProperty("jepsen.runs", "target/jepsen-runs")),
                3,
                seed,
                Duration.ofMinutes(1),
                workloads,
                List.of(),
                Duration.ofSeconds(5),
                false,
                0,
                Optional.empty(),
                Map.of());
    }

    public RunPlan named(String newName) {
        return new RunPlan(
                newName,
                root,
                members,
                seed,
                duration,
                workloads,
                faults,
                faultInterval,
                hosts,
                opsPerSecond,
                sabotage,
                settings);
    }

    public RunPlan seed(long newSeed) {
        return new RunPlan(
                name,
                root,
                members,
                newSeed,
                duration,
                workloads,
                faults,
                faultInterval,
                hosts,
                opsPerSecond,
                sabotage,
                settings);
    }

    /** What replays this plan: the same choices; what the machine makes of them is another matter. */
    public String command() {
        StringBuilder command = new StringBuilder("bin/jepsen run --seed=" + seed);
        command.append(" --seconds=" + Math.max(1, duration.toSeconds()))
                .append(" --round-seconds=86400")
                .append(" --members=" + members)
                .append(" --workloads=" + String.join(",", workloads))
                .append(" --faults=" + (faults.isEmpty() ? "none" : String.join(",", faults)))
                .append(" --interval-ms=" + faultInterval.toMillis())
                .append(" --hosts=" + (hosts ? "yes" : "no"))
                .append(" --rate=" + (long) opsPerSecond);
        sabotage.ifPresent(mechanism -> command.append(" --sabotage=" + mechanism));
        return command.toString();
    }

    public RunPlan members(int count) {
        return new RunPlan(
                name,
                root,
                count,
                seed,
                duration,
                workloads,
                faults,
                faultInterval,
                hosts,
                opsPerSecond,
                sabotage,
                settings);
    }

    public RunPlan lasting(Duration newDuration) {
        return new RunPlan(
                name,
                root,
                members,
                seed,
                newDuration,
                workloads,
                faults,
                faultInterval,
                hosts,
                opsPerSecond,
                sabotage,
                settings);
    }

    /** These faults, one beginning about every interval. */
    public RunPlan faults(List<String> names, Duration interval) {
        return new RunPlan(
                name,
                root,
                members,
                seed,
                duration,
                workloads,
                names,
                interval,
                hosts,
                opsPerSecond,
                sabotage,
                settings);
    }

    public RunPlan onHosts(boolean inNamespaces) {
        return new RunPlan(
                name,
                root,
                members,
                seed,
                duration,
                workloads,
                faults,
                faultInterval,
                inNamespaces,
                opsPerSecond,
                sabotage,
                settings);
    }

    public RunPlan opsPerSecond(double most) {
        return new RunPlan(
                name, root, members, seed, duration, workloads, faults, faultInterval, hosts, most, sabotage, settings);
    }

    public RunPlan sabotage(String mechanism) {
        return new RunPlan(
                name,
                root,
                members,
                seed,
                duration,
                workloads,
                faults,
                faultInterval,
                hosts,
                opsPerSecond,
                mechanism.isEmpty() ? Optional.empty() : Optional.of(mechanism),
                settings);
    }

    /** One more setting of every member, stronger than those of all runs. */
    public RunPlan setting(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(key, value);
        return new RunPlan(
                name,
                root,
                members,
                seed,
                duration,
                workloads,
                faults,
                faultInterval,
                hosts,
                opsPerSecond,
                sabotage,
                more);
    }
}
