package io.ratiskv.server.mvcc;

/**
 * A place in history, before an event.
 *
 * @param event number of the event in the revision, from 0
 */
public record HistoryPosition(long revision, int event) {
    /** Before everything that happened after {@code revision}. */
    public static HistoryPosition after(long revision) {
        return new HistoryPosition(revision + 1, 0);
    }

    /** Whether part of the revision lies before it. */
    public boolean isInside() {
        return event > 0;
    }

    /** Everything up to this revision lies before it. */
    public long revisionBefore() {
        return revision - 1;
    }
}
