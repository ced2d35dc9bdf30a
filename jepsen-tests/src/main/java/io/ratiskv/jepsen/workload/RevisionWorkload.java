package io.ratiskv.jepsen.workload;

import io.ratiskv.client.Consistency;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.jepsen.checker.BoundedStaleness;
import io.ratiskv.jepsen.checker.MonotonicSession;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.RevisionAnswer;
import io.ratiskv.jepsen.history.RevisionRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes, and reads that need not be linearizable, of any member. Two workloads are this:
 *
 * <ul>
 *   <li>{@code session}: local reads at least as new as what the session has seen;
 *   <li>{@code staleness}: reads of a state that is at most so old.
 * </ul>
 */
final class RevisionWorkload extends RecordedWorkload<RevisionRequest, RevisionAnswer> {
    private static final int KEYS = 4;
    private static final long[] MAX_AGE_MILLIS = {20, 100, 500, 2_000};

    private final boolean bounded;
    private final Function<List<Call<RevisionRequest, RevisionAnswer>>, Verdict> judge;
    private final long[] newestSeen;

    private RevisionWorkload(
            String name,
            WorkloadSetup setup,
            boolean bounded,
            Function<List<Call<RevisionRequest, RevisionAnswer>>, Verdict> judge) {
        super(name, setup);
        this.bounded = bounded;
        this.judge = judge;
        this.newestSeen = new long[setup.threads()];
    }

    /** Monotonic sessions over local reads. */
    static RevisionWorkload session(String name, WorkloadSetup setup) {
        return new RevisionWorkload(name, setup, false, MonotonicSession::verdict);
    }

    /** Reads with a bound on their age. Members and we share a machine, so their clocks agree with ours: no slack. */
    static RevisionWorkload staleness(String name, WorkloadSetup setup) {
        return new RevisionWorkload(name, setup, true, calls -> BoundedStaleness.verdict(calls, Duration.ZERO));
    }

    @Override
    void step(Session session) {
        String key = setup.prefix() + session.random().nextInt(KEYS);
        if (session.random().nextInt(4) == 0) {
            write(session, key);
        } else if (session.random().nextInt(6) == 0) {
            read(session, key, 0, Duration.ZERO);
        } else if (bounded) {
            read(
                    session,
                    key,
                    0,
                    Duration.ofMillis(MAX_AGE_MILLIS[session.random().nextInt(MAX_AGE_MILLIS.length)]));
        } else {
            read(session, key, newestSeen[session.number()], null);
        }
    }

    private void write(Session session, String key) {
        seen(
                session,
                session.call(
                        "write",
                        new RevisionRequest.Write(key),
                        () -> RevisionAnswer.written(
                                session.client().put(key, "").revision())));
    }

    /** As {@link RevisionRequest.Read}: zero is linearizable, null is local. */
    private void read(Session session, String key, long minRevision, @Nullable Duration maxAge) {
        Consistency consistency = maxAge == null
                ? Consistency.LOCAL
                : maxAge.isZero() ? Consistency.LINEARIZABLE : Consistency.bounded(maxAge);
        String function = maxAge == null ? "read-local" : maxAge.isZero() ? "read" : "read-bounded";
        KvClient client = session.anyPinned();
        seen(session, session.call(function, new RevisionRequest.Read(key, minRevision, maxAge), () -> {
            RangeResult found =
                    client.range(Range.key(key).consistency(consistency).minRevision(minRevision));
            long written = found.entries().stream()
                    .mapToLong(KeyValue::modRevision)
                    .findFirst()
                    .orElse(0);
            return new RevisionAnswer(found.revision(), written);
        }));
    }

    private void seen(Session session, Ended<RevisionAnswer> ended) {
        RevisionAnswer answer = ended.output();
        if (answer != null) {
            newestSeen[session.number()] = Math.max(newestSeen[session.number()], answer.revision());
        }
    }

    @Override
    List<Verdict> judge(List<Call<RevisionRequest, RevisionAnswer>> calls) {
        return List.of(judge.apply(calls));
    }
}
