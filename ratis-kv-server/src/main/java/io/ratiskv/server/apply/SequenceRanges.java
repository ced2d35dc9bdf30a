package io.ratiskv.server.apply;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;

/** Sequences in ranges, added in ascending order; forgets the lowest ones when there are too many ranges. */
final class SequenceRanges {
    /** At 16 bytes each, small beside a session's answers. */
    static final int RANGES_MAX = 256;

    private final Deque<Range> ranges = new ArrayDeque<>();

    /** @param to first sequence no longer in it */
    record Range(long from, long to) {}

    void add(long from, long to) {
        if (from >= to) {
            return;
        }
        ranges.addLast(new Range(from, to));
        if (ranges.size() > RANGES_MAX) {
            ranges.removeFirst();
        }
    }

    boolean contains(long sequence) {
        Iterator<Range> newestFirst = ranges.descendingIterator();
        while (newestFirst.hasNext()) {
            Range range = newestFirst.next();
            if (range.from() <= sequence) {
                return sequence < range.to();
            }
        }
        return false;
    }

    Collection<Range> ranges() {
        return ranges;
    }
}
