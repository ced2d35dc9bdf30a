package io.ratiskv.jepsen.matrix;

import io.ratiskv.jepsen.run.RunPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A member with one mechanism broken, and the run that must notice.
 *
 * @param name of the sabotage, as {@code -Dratiskv.sabotage=} knows it
 * @param breaks what is broken, in words
 * @param workloads that are to see it
 * @param faults without which it would not show; empty: it shows by itself
 * @param hosts whether the faults want members as hosts of their own
 * @param interval mean time between two faults
 * @param members how many there are
 * @param settings of the members, so that what matters happens within seconds
 * @param judges one of these must say no, {@code workload/checker} or {@code run/check}; empty: see {@link #isJudge}
 */
record Mutant(
        String name,
        String breaks,
        List<String> workloads,
        List<String> faults,
        boolean hosts,
        Duration interval,
        int members,
        Map<String, String> settings,
        List<String> judges) {
    private static final Duration INTERVAL = Duration.ofSeconds(3);
    private static final Set<String> OF_THE_STATE = Set.of("run/same-state", "run/one-cluster");

    Mutant {
        workloads = List.copyOf(workloads);
        faults = List.copyOf(faults);
        settings = Map.copyOf(settings);
        judges = List.copyOf(judges);
    }

    static Mutant of(String name, String breaks, String... workloads) {
        return new Mutant(name, breaks, List.of(workloads), List.of(), false, INTERVAL, 3, Map.of(), List.of());
    }

    Mutant under(String... kinds) {
        return new Mutant(name, breaks, workloads, List.of(kinds), hosts, interval, members, settings, judges);
    }

    /** Faults of machines and disks. */
    Mutant onHosts(String... kinds) {
        return new Mutant(name, breaks, workloads, List.of(kinds), true, interval, members, settings, judges);
    }

    /** In a cluster of so many. */
    Mutant amongst(int count) {
        return new Mutant(name, breaks, workloads, faults, hosts, interval, count, settings, judges);
    }

    Mutant setting(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(key, value);
        return new Mutant(name, breaks, workloads, faults, hosts, interval, members, more, judges);
    }

    /** Who is expected to notice; a run that is red for another reason alone has not caught this mutant. */
    Mutant seenBy(String... checkers) {
        return new Mutant(name, breaks, workloads, faults, hosts, interval, members, settings, List.of(checkers));
    }

    /** Whether a "no" of this judge means that the mutant was noticed; unless named, any that looks at calls or at the state. */
    boolean isJudge(String name) {
        return judges.isEmpty() ? !name.startsWith("run/") || OF_THE_STATE.contains(name) : judges.contains(name);
    }

    /** Its run with the sabotage. */
    RunPlan plan(long seed, Duration lasting) {
        return clean(seed, lasting).sabotage(name);
    }

    /** The same run without the sabotage, which must find nothing. */
    RunPlan clean(long seed, Duration lasting) {
        RunPlan plan = RunPlan.of("matrix-" + name, seed, new ArrayList<>(workloads))
                .members(members)
                .lasting(lasting)
                .faults(faults, interval)
                .onHosts(hosts);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            plan = plan.setting(setting.getKey(), setting.getValue());
        }
        return plan;
    }
}
