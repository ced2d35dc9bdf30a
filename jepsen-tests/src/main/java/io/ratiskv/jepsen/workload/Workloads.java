package io.ratiskv.jepsen.workload;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Every workload by name. A feature that brings one adds its line here. */
public final class Workloads {
    private static final Map<String, Function<WorkloadSetup, Workload>> BY_NAME = byName();

    private Workloads() {}

    private static Map<String, Function<WorkloadSetup, Workload>> byName() {
        Map<String, Function<WorkloadSetup, Workload>> all = new LinkedHashMap<>();
        add(all, "register", Registers::new);
        add(all, "counter", CounterIncrements::new);
        add(all, "set", SetWorkload::new);
        add(all, "append", AppendWorkload::new);
        add(all, "wr", WriteReadWorkload::new);
        add(all, "bank", BankWorkload::new);
        add(all, "phantom", PhantomWorkload::new);
        add(all, "session", RevisionWorkload::session);
        add(all, "staleness", RevisionWorkload::staleness);
        add(all, "ledger", Ledger::new);
        add(all, "past", PastWorkload::new);
        add(all, "watch", WatchWorkload::new);
        add(all, "lease", LeaseWorkload::new);
        add(all, "lock", LockWorkload::new);
        return Collections.unmodifiableMap(all);
    }

    private static void add(
            Map<String, Function<WorkloadSetup, Workload>> all,
            String name,
            BiFunction<String, WorkloadSetup, Workload> factory) {
        all.put(name, setup -> factory.apply(name, setup));
    }

    /** All names, in the order of tables. */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /**
     * A workload that has not begun.
     *
     * @throws IllegalArgumentException if there is none of this name; says which there are
     */
    public static Workload byName(String name, WorkloadSetup setup) {
        Function<WorkloadSetup, Workload> factory = BY_NAME.get(name);
        if (factory == null) {
            throw new IllegalArgumentException("no workload '" + name + "'; there are " + String.join(", ", names()));
        }
        return factory.apply(setup);
    }
}
