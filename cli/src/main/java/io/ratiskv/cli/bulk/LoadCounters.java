package io.ratiskv.cli.bulk;

import java.util.concurrent.atomic.LongAdder;

/** How far a load has come. Thread: written by the load's, read by any. */
public final class LoadCounters {
    private final LongAdder written = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder retries = new LongAdder();

    /** Rows that this run has written. */
    public long written() {
        return written.sum();
    }

    /** Rows that an earlier run had written. */
    public long skipped() {
        return skipped.sum();
    }

    /** Transactions that had to be sent again. */
    public long retries() {
        return retries.sum();
    }

    void addWritten(long rows) {
        written.add(rows);
    }

    void addSkipped() {
        skipped.increment();
    }

    void addRetry() {
        retries.increment();
    }
}
