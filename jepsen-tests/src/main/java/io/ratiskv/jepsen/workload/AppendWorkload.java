package io.ratiskv.jepsen.workload;

import io.ratiskv.client.Transaction;
import io.ratiskv.jepsen.checker.Isolation;
import io.ratiskv.jepsen.checker.TransactionCycles;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Mop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Optimistic transactions that read whole lists and add to their ends. A list shows the order of all that was added, so every
 * order of transactions that the store can have meant is seen from outside.
 */
final class AppendWorkload extends RecordedWorkload<List<Mop>, List<Mop>> {
    private static final int KEYS = 3;
    private static final int STEPS_MAX = 4;

    /** Steps of one list, after which another begins: each read answers with the whole list. */
    private static final int STEPS_PER_KEY = 120;

    private final KeyPool keys;
    private final AtomicLong nextValue = new AtomicLong();

    AppendWorkload(String name, WorkloadSetup setup) {
        super(name, setup);
        keys = new KeyPool(setup.prefix(), KEYS, STEPS_PER_KEY);
    }

    @Override
    void step(Session session) {
        List<Mop> steps = new ArrayList<>();
        for (int i = 1 + session.random().nextInt(STEPS_MAX); i > 0; i--) {
            String key = keys.pick(session.random());
            steps.add(
                    session.random().nextBoolean()
                            ? new Mop.Append(key, nextValue.incrementAndGet())
                            : new Mop.ReadList(key, null));
        }
        run(session, steps);
    }

    private void run(Session session, List<Mop> steps) {
        boolean anywhere = session.random().nextInt(4) == 0;
        Ended<List<Mop>> ended = session.call(
                "txn",
                steps,
                () -> (anywhere ? session.anyPinned() : session.client())
                        .transact(
                                tx -> steps.stream().map(step -> take(tx, step)).toList()));
        if (ended.unknown()) {
            steps.forEach(step -> keys.unknown(step.key()));
        }
    }

    private static Mop take(Transaction tx, Mop step) {
        String list = tx.get(step.key()).map(kv -> kv.valueText()).orElse("");
        if (step instanceof Mop.Append append) {
            tx.put(step.key(), list.isEmpty() ? "" + append.value() : list + "," + append.value());
            return step;
        }
        return new Mop.ReadList(
                step.key(),
                list.isEmpty()
                        ? List.of()
                        : Arrays.stream(list.split(",")).map(Long::valueOf).toList());
    }

    @Override
    void readFinally(Session session) {
        for (String key : keys.all()) {
            run(session, List.of(new Mop.ReadList(key, null)));
        }
    }

    @Override
    List<Verdict> judge(List<Call<List<Mop>, List<Mop>>> calls) {
        return List.of(TransactionCycles.check(calls, Isolation.STRICT_SERIALIZABLE));
    }
}
