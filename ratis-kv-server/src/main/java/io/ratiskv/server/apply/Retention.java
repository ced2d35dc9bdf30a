package io.ratiskv.server.apply;

import io.ratiskv.server.mvcc.MvccStore;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/**
 * Which revision may be compacted to, given what shall stay readable.
 *
 * <p>Thread: any.
 */
public final class Retention {
    private final MvccStore mvcc;
    private final Lock writer;
    private final Supplier<StateSummary> summary;

    /** @param writer held while an entry is being applied */
    Retention(MvccStore mvcc, Lock writer, Supplier<StateSummary> summary) {
        this.mvcc = mvcc;
        this.writer = writer;
        this.summary = summary;
    }

    /** Revision to compact to so that the newest {@code revisions} stay readable; 0 if there is nothing to compact. */
    public long keepingRevisions(long revisions) {
        return worthwhile(summary.get().revision() - Math.max(0, revisions - 1));
    }

    /**
     * Revision to compact to so that every state of the last {@code millis} of log time stays readable; 0 if there is
     * nothing to compact. Errs on the side of keeping more. Waits while an entry is being applied.
     */
    public long keepingMillis(long millis) {
        writer.lock();
        try {
            return worthwhile(mvcc.times().revisionAt(summary.get().logTimeMillis() - millis));
        } finally {
            writer.unlock();
        }
    }

    private long worthwhile(long revision) {
        return revision > summary.get().compactRevision() && revision > MvccStore.EMPTY_REVISION ? revision : 0;
    }
}
