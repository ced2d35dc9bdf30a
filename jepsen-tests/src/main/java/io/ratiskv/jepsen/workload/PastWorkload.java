package io.ratiskv.jepsen.workload;

import io.ratiskv.client.CompactedException;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.jepsen.checker.PastReads;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.RevisionAnswer;
import io.ratiskv.jepsen.history.RevisionRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a few keys again and again, compacts now and then, and reads what was at revisions that may still be read: the one
 * that was compacted to above all.
 */
final class PastWorkload extends RecordedWorkload<RevisionRequest, RevisionAnswer> {
    private static final int KEYS = 4;

    /** Revisions that a compaction leaves, about. */
    private static final int KEPT = 30;

    private static final Duration COMPACT_EVERY = Duration.ofMillis(500);

    private final AtomicLong newest = new AtomicLong();
    private final Compactions compactions = new Compactions(COMPACT_EVERY, KEPT);

    PastWorkload(String name, WorkloadSetup setup) {
        super(name, setup);
    }

    @Override
    void step(Session session) {
        compactions.compactIfDue(session, newest.get());
        String key = setup.prefix() + session.random().nextInt(KEYS);
        if (session.random().nextInt(3) == 0 || newest.get() == 0) {
            write(session, key);
        } else {
            long oldest = Math.max(1, compactions.oldest());
            long span = Math.max(1, newest.get() - oldest);
            boolean atTheEdge = session.random().nextInt(4) > 0;
            read(
                    session,
                    key,
                    atTheEdge ? oldest : oldest + (long) (session.random().nextDouble() * span));
        }
    }

    private void write(Session session, String key) {
        session.call("write", new RevisionRequest.Write(key), () -> {
            long revision = session.client().put(key, "").revision();
            newest.accumulateAndGet(revision, Math::max);
            return RevisionAnswer.written(revision);
        });
    }

    private void read(Session session, String key, long revision) {
        var client = session.anyPinned();
        session.call("read-past", new RevisionRequest.Read(key, revision, null), () -> {
            try {
                RangeResult found = client.range(Range.key(key).atRevision(revision));
                long written = found.entries().stream()
                        .mapToLong(KeyValue::modRevision)
                        .findFirst()
                        .orElse(0);
                return new RevisionAnswer(found.revision(), written);
            } catch (CompactedException e) {
                // Somebody was faster: what is compacted is refused, not guessed.
                return null;
            }
        });
    }

    @Override
    List<Verdict> judge(List<Call<RevisionRequest, RevisionAnswer>> calls) {
        return List.of(PastReads.verdict(calls));
    }
}
