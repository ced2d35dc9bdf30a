package io.ratiskv.jepsen.workload;

import io.ratiskv.client.KvException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compacts history now and then, close to what was acknowledged. Not recorded: it changes no answer, but which are given at
 * all. Who reads at the edge finds out, and whatever is found there is checked.
 *
 * <p>Thread: any.
 */
final class Compactions {
    private final long everyNanos;
    private final int keptMax;
    private final AtomicLong oldest = new AtomicLong();
    private final AtomicLong next;

    /** @param keptMax how many revisions before the newest are left, at most, by chance */
    Compactions(Duration every, int keptMax) {
        this.everyNanos = every.toNanos();
        this.keptMax = keptMax;
        this.next = new AtomicLong(System.nanoTime() + everyNanos);
    }

    /** Revision up to which history may be gone; 0 if it is all there. */
    long oldest() {
        return oldest.get();
    }

    /** @param newest a revision that was acknowledged */
    void compactIfDue(RecordedWorkload<?, ?>.Session session, long newest) {
        long due = next.get();
        long to = newest - session.random().nextInt(keptMax);
        if (System.nanoTime() - due < 0
                || to <= oldest.get() + 1
                || !next.compareAndSet(due, System.nanoTime() + everyNanos)) {
            return;
        }
        try {
            long done = session.client().admin().compact(to).compactRevision();
            oldest.accumulateAndGet(done, Math::max);
        } catch (KvException e) {
            // Done or not, the next one goes further; reads of what is gone are refused.
            oldest.accumulateAndGet(to, Math::max);
        }
    }
}
