package io.ratiskv.server.propose;

import java.util.Comparator;

/**
 * Where a log ends. Ordered as Raft's election restriction orders logs (Raft paper, 5.4.1): the later term first, then the
 * longer log.
 *
 * @param term term of the last entry, 0 if there is none
 * @param index index of the last entry
 */
public record LogPosition(long term, long index) implements Comparable<LogPosition> {
    /** Of a log without entries. */
    public static final LogPosition EMPTY = new LogPosition(0, 0);

    private static final Comparator<LogPosition> UP_TO_DATE =
            Comparator.comparingLong(LogPosition::term).thenComparingLong(LogPosition::index);

    @Override
    public int compareTo(LogPosition other) {
        return UP_TO_DATE.compare(this, other);
    }
}
