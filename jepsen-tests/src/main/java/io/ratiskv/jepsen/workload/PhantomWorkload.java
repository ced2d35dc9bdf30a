package io.ratiskv.jepsen.workload;

import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Range;
import io.ratiskv.jepsen.checker.PhantomCheck;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.PlaceAnswer;
import io.ratiskv.jepsen.history.PlaceRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Transactions that count the keys of a range and put one more in if there is room: nobody may come in between unseen. */
final class PhantomWorkload extends RecordedWorkload<PlaceRequest, PlaceAnswer> {
    private static final int PLACES = 8;
    private static final int FINALLY_COUNTED_MAX = 100;

    private final AtomicInteger current = new AtomicInteger();
    private final AtomicLong nextKey = new AtomicLong();

    PhantomWorkload(String name, WorkloadSetup setup) {
        super(name, setup);
    }

    @Override
    void step(Session session) {
        int now = current.get();
        // Now and then the one before, which is full: it must stay so.
        int number = now > 0 && session.random().nextInt(8) == 0 ? now - 1 : now;
        String range = setup.prefix() + number + "/";
        Ended<PlaceAnswer> ended = session.random().nextInt(4) == 0 ? count(session, range) : claim(session, range);
        PlaceAnswer answer = ended.output();
        if (answer != null && answer.found().size() >= PLACES) {
            current.compareAndSet(number, number + 1);
        }
    }

    private Ended<PlaceAnswer> claim(Session session, String range) {
        String key = String.format("%s%08d", range, nextKey.incrementAndGet());
        return session.call(
                "claim",
                new PlaceRequest.Claim(range, key),
                () -> session.client().transact(tx -> {
                    List<String> found =
                            keys(tx.range(Range.prefix(range).withKeysOnly()).entries());
                    boolean room = found.size() < PLACES;
                    if (room) {
                        tx.put(key, "");
                    }
                    return new PlaceAnswer(found, room);
                }));
    }

    private Ended<PlaceAnswer> count(Session session, String range) {
        KvClient client = session.random().nextBoolean() ? session.anyPinned() : session.client();
        return session.call(
                "count",
                new PlaceRequest.Count(range),
                () -> new PlaceAnswer(
                        keys(client.range(Range.prefix(range).withKeysOnly()).entries()), false));
    }

    private static List<String> keys(List<KeyValue> entries) {
        return entries.stream().map(KeyValue::keyText).toList();
    }

    @Override
    void readFinally(Session session) {
        // Older ones were counted after they were full, too.
        for (int i = Math.max(0, current.get() - FINALLY_COUNTED_MAX); i <= current.get(); i++) {
            count(session, setup.prefix() + i + "/");
        }
    }

    @Override
    List<Verdict> judge(List<Call<PlaceRequest, PlaceAnswer>> calls) {
        return List.of(PhantomCheck.verdict(calls, PLACES));
    }
}
