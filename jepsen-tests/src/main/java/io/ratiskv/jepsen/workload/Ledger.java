package io.ratiskv.jepsen.workload;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.checker.Violation;
import io.ratiskv.jepsen.history.Call;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** {@link LedgerWorkload} as part of a run: unique keys, and at the end each of them is as the client had claimed. */
final class Ledger extends RecordedWorkload<String, Long> {
    private final Promises promises;
    private final AtomicLong nextKey = new AtomicLong();
    private @Nullable List<String> problems;

    Ledger(String name, WorkloadSetup setup) {
        super(name, setup);
        promises = new Promises(setup.prefix());
    }

    @Override
    void step(Session session) {
        String key = String.format("%s%08d", setup.prefix(), nextKey.incrementAndGet());
        KvClient client = session.client();
        Ended<Long> ended = session.call(
                "put", key, () -> client.put(key, Promises.valueOf(key)).revision());
        if (ended.output() != null) {
            promises.acknowledged(key, ended.output());
        } else if (ended.failure() != null) {
            promises.failed(key, client, ended.failure());
        }
    }

    @Override
    void readFinally(Session session) {
        problems = promises.verify(session.client());
    }

    @Override
    List<Verdict> judge(List<Call<String, Long>> calls) {
        if (problems == null) {
            return List.of(Verdict.unknown("promises", calls.size(), "could not be read back"));
        }
        List<Violation> violations = problems.stream()
                .map(problem -> new Violation(problem, List.of()))
                .toList();
        return List.of(Verdict.of("promises", calls.size(), promises.summary(), violations));
    }
}
