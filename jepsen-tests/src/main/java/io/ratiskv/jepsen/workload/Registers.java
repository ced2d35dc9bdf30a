package io.ratiskv.jepsen.workload;

import io.ratiskv.jepsen.checker.Limits;
import io.ratiskv.jepsen.checker.RegisterCalls;
import io.ratiskv.jepsen.checker.RegisterModel;
import io.ratiskv.jepsen.checker.RegisterZones;
import io.ratiskv.jepsen.checker.RevisionOrder;
import io.ratiskv.jepsen.history.EdnWriter;
import io.ratiskv.jepsen.history.History;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link RegisterWorkload} as part of a run, judged thrice: by the store's revisions, by zones, and by search. */
final class Registers implements Workload {
    private static final int KEYS = 4;

    private final String name;
    private final WorkloadSetup setup;
    private @Nullable RegisterWorkload registers;

    Registers(String name, WorkloadSetup setup) {
        this.name = name;
        this.setup = setup;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        registers = RegisterWorkload.start(setup, KEYS);
    }

    @Override
    public WorkloadResult finish() {
        RegisterWorkload running = registers;
        if (running == null) {
            throw new IllegalStateException("finished before it was started");
        }
        setup.meter().stop();
        History history = running.stop();
        EdnWriter.write(history, setup.directory().resolve("history.edn"));
        return new WorkloadResult(
                name,
                List.copyOf(history.operations()),
                List.of(
                        RevisionOrder.verdict(history),
                        RegisterZones.verdict(history),
                        RegisterCalls.verdict("linearizable", RegisterModel.plain(), history, Limits.DEFAULT)));
    }
}
