package io.ratiskv.jepsen.workload;

import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Put;
import io.ratiskv.jepsen.checker.CounterModel;
import io.ratiskv.jepsen.checker.Limits;
import io.ratiskv.jepsen.checker.Linearizability;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.checker.Violation;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.CounterRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Increments that must count once, as part of a run: of versions by blind puts, as {@link CounterWorkload} does, and of
 * numbers by optimistic transactions, as {@link TransactWorkload} does. Unknown outcomes are resolved at the end.
 */
final class CounterIncrements extends RecordedWorkload<CounterRequest, Long> {
    private static final int COUNTERS = 2;

    private final KeyPool versions;
    private final KeyPool numbers;
    private final Map<String, Increments> increments = new ConcurrentHashMap<>();
    private final Map<String, Increments.Sum> sums = new TreeMap<>();

    CounterIncrements(String name, WorkloadSetup setup) {
        super(name, setup);
        versions = new KeyPool(setup.prefix() + "version/", COUNTERS, KeyPool.CALLS_PER_KEY_MAX);
        numbers = new KeyPool(setup.prefix() + "number/", COUNTERS, KeyPool.CALLS_PER_KEY_MAX);
    }

    @Override
    void step(Session session) {
        boolean byVersion = session.random().nextInt(3) > 0;
        KeyPool pool = byVersion ? versions : numbers;
        String key = pool.pick(session.random());
        if (session.random().nextInt(5) == 0) {
            KvClient client = session.anyPinned();
            session.call("read", new CounterRequest.Read(key), () -> stands(client, key, byVersion));
            return;
        }
        KvClient client = session.client();
        Increments ofKey = increments.computeIfAbsent(key, k -> new Increments());
        Ended<Long> ended = byVersion
                ? session.call("add", new CounterRequest.Add(key, 1), () -> put(client, key))
                : session.call("transact", new CounterRequest.Add(key, 1), () -> transact(client, key));
        Long place = ended.output();
        if (place != null) {
            ofKey.acknowledged(place);
        } else if (ended.unknown() && ended.failure() != null) {
            ofKey.unknown(client, ended.failure());
            pool.unknown(key);
        }
    }

    private static Long put(KvClient client, String key) {
        return Increments.place(client.put(Put.of(key, "").returningPrevious()));
    }

    private static Long transact(KvClient client, String key) {
        return client.transact(tx -> {
            long next = tx.get(key).map(CounterIncrements::number).orElse(0L) + 1;
            tx.put(key, Long.toString(next));
            return next;
        });
    }

    private static Long stands(KvClient client, String key, boolean byVersion) {
        return client.get(key)
                .map(byVersion ? KeyValue::version : CounterIncrements::number)
                .orElse(0L);
    }

    private static long number(KeyValue entry) {
        return Long.parseLong(entry.valueText());
    }

    @Override
    void readFinally(Session session) {
        increments.forEach((key, ofKey) -> {
            boolean byVersion = key.startsWith(setup.prefix() + "version/");
            sums.put(key, ofKey.sum(() -> stands(session.client(), key, byVersion)));
        });
    }

    @Override
    List<Verdict> judge(List<Call<CounterRequest, Long>> calls) {
        return List.of(
                exactlyOnce(calls.size()),
                Linearizability.check("linearizable", new CounterModel(), calls, Limits.DEFAULT));
    }

    private Verdict exactlyOnce(long judged) {
        List<Violation> violations = new ArrayList<>();
        sums.forEach((key, sum) ->
                sum.problems().forEach(problem -> violations.add(new Violation(key + ": " + problem, List.of()))));
        long acknowledged =
                sums.values().stream().mapToLong(Increments.Sum::acknowledged).sum();
        long applied = sums.values().stream().mapToLong(Increments.Sum::applied).sum();
        long never = sums.values().stream().mapToLong(Increments.Sum::never).sum();
        String summary = acknowledged + " acknowledged, " + (applied + never) + " unknown ones resolved, " + applied
                + " of them applied";
        if (violations.isEmpty() && sums.size() < increments.size()) {
            return Verdict.unknown("exactly-once", judged, "not all could be read back: " + summary);
        }
        return Verdict.of("exactly-once", judged, summary, violations);
    }
}
