package io.ratiskv.jepsen.workload;

import io.ratiskv.client.CompactedException;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvException;
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

    private static final long COMPACT_EVERY_NANOS = Duration.ofMillis(500).toNanos();

    private final AtomicLong newest = new AtomicLong();
    private final AtomicLong compacted = new AtomicLong();
    private final AtomicLong nextCompaction = new AtomicLong(System.nanoTime() + COMPACT_EVERY_NANOS);

    PastWorkload(String name, WorkloadSetup setup) {
        super(name, setup);
    }

    @Override
    void step(Session session) {
        compactIfDue(session);
        String key = setup.prefix() + session.random().nextInt(KEYS);
        if (session.random().nextInt(3) == 0 || newest.get() == 0) {
            write(session, key);
        } else {
            long oldest = Math.max(1, compacted.get());
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

    /** To a revision that was acknowledged. Not recorded: it changes no answer, but which are given at all. */
    private void compactIfDue(Session session) {
        long due = nextCompaction.get();
        long to = newest.get() - session.random().nextInt(KEPT);
        if (System.nanoTime() - due < 0
                || to <= compacted.get() + 1
                || !nextCompaction.compareAndSet(due, System.nanoTime() + COMPACT_EVERY_NANOS)) {
            return;
        }
        try {
            long oldest = session.client().admin().compact(to).compactRevision();
            compacted.accumulateAndGet(oldest, Math::max);
        } catch (KvException e) {
            // Done or not, the next one goes further; reads of what is gone are refused.
            compacted.accumulateAndGet(to, Math::max);
        }
    }

    @Override
    List<Verdict> judge(List<Call<RevisionRequest, RevisionAnswer>> calls) {
        return List.of(PastReads.verdict(calls));
    }
}
