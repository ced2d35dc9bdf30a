package io.ratiskv.jepsen.workload;

import io.ratiskv.client.KeyValue;
import io.ratiskv.client.Range;
import io.ratiskv.jepsen.checker.SetCheck;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.SetRequest;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Adds elements, each a key of its own, and reads them all as one range. */
final class SetWorkload extends RecordedWorkload<SetRequest, List<Long>> {
    /** One call of so many is a read: each answers with everything. */
    private static final int READ_EVERY = 12;

    private final AtomicLong nextElement = new AtomicLong();
    // Reads tell of the same few thousand numbers again and again: one object for each.
    private final ConcurrentHashMap<Long, Long> shared = new ConcurrentHashMap<>();

    SetWorkload(String name, WorkloadSetup setup) {
        super(name, setup);
    }

    @Override
    void step(Session session) {
        if (session.random().nextInt(READ_EVERY) == 0) {
            read(session);
        } else {
            long element = nextElement.incrementAndGet();
            session.call("add", new SetRequest.Add(element), () -> {
                session.client().put(String.format("%s%08d", setup.prefix(), element), "");
                return List.of();
            });
        }
    }

    private void read(Session session) {
        boolean anywhere = session.random().nextBoolean();
        session.call(
                "read",
                new SetRequest.ReadAll(),
                () -> (anywhere ? session.anyPinned() : session.client())
                        .range(Range.prefix(setup.prefix()).withKeysOnly()).entries().stream()
                                .map(this::element)
                                .toList());
    }

    private Long element(KeyValue entry) {
        Long element = Long.valueOf(entry.keyText().substring(setup.prefix().length()));
        Long known = shared.putIfAbsent(element, element);
        return known == null ? element : known;
    }

    @Override
    void readFinally(Session session) {
        read(session);
    }

    @Override
    List<Verdict> judge(List<Call<SetRequest, List<Long>>> calls) {
        return List.of(SetCheck.verdict(calls));
    }
}
