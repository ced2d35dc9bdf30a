package io.ratiskv.jepsen.workload;

import io.ratiskv.jepsen.checker.RegisterZones;
import io.ratiskv.jepsen.checker.RevisionOrder;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.EdnWriter;
import io.ratiskv.jepsen.history.History;
import io.ratiskv.jepsen.history.Operation;
import io.ratiskv.jepsen.history.RegisterAnswer;
import io.ratiskv.jepsen.history.RegisterRequest;
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
        List<Call<RegisterRequest, RegisterAnswer>> calls =
                history.operations().stream().map(o -> call(o, running)).toList();
        return new WorkloadResult(
                name, List.copyOf(calls), List.of(RevisionOrder.verdict(history), RegisterZones.verdict(history)));
    }

    /** The same call without any revision: the search shall not believe them. */
    private static Call<RegisterRequest, RegisterAnswer> call(Operation o, RegisterWorkload running) {
        RegisterRequest request = switch (o.kind()) {
            case READ -> new RegisterRequest.Read(o.key());
            case WRITE -> new RegisterRequest.Write(o.key(), String.valueOf(o.value()));
            case CAS ->
                new RegisterRequest.Cas(o.key(), running.valueAt(o.expectedRevision()), String.valueOf(o.value()));
        };
        RegisterAnswer answer = o.ok() ? new RegisterAnswer(o.value(), RegisterAnswer.UNKNOWN) : null;
        return new Call<>(
                o.process(),
                o.function(),
                request,
                answer,
                o.completion(),
                o.invokedAt(),
                o.endedAt(),
                o.invokedNanos(),
                o.endedNanos(),
                o.note());
    }
}
