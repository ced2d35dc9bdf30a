package io.ratiskv.jepsen.history;

import java.util.List;

/**
 * One thing that a watch told.
 *
 * @param kind which
 * @param revision how far the watch is with it
 * @param events of changes
 * @param entries of a part of a snapshot or reset
 * @param last of such a part: none follows
 * @param removed with the last part of a reset: keys that the watch had told of and that are gone
 * @param removedKnown whether {@code removed} says all
 * @param compactRevision of a reset: history up to here is gone
 * @param reason of an end
 */
public record ToldItem(
        Kind kind,
        long revision,
        List<ToldEvent> events,
        List<ToldState> entries,
        boolean last,
        List<String> removed,
        boolean removedKnown,
        long compactRevision,
        String reason) {
    /** What it is. */
    public enum Kind {
        SNAPSHOT,
        CHANGES,
        PROGRESS,
        RESET,
        /** The watch is over because history was compacted and it wanted no reset. */
        END_COMPACTED,
        /** The watch is over for another reason, which nobody should see. */
        END_FAILED
    }

    public ToldItem {
        events = List.copyOf(events);
        entries = List.copyOf(entries);
        removed = List.copyOf(removed);
    }

    /** Events of one revision. */
    public static ToldItem changes(long revision, List<ToldEvent> events) {
        return new ToldItem(Kind.CHANGES, revision, events, List.of(), true, List.of(), true, 0, "");
    }

    /** A mark. */
    public static ToldItem progress(long revision) {
        return new ToldItem(Kind.PROGRESS, revision, List.of(), List.of(), true, List.of(), true, 0, "");
    }

    /** A part of the state at the begin. */
    public static ToldItem snapshot(long revision, List<ToldState> entries, boolean last) {
        return new ToldItem(Kind.SNAPSHOT, revision, List.of(), entries, last, List.of(), true, 0, "");
    }

    /** A part of the state told anew. */
    public static ToldItem reset(
            long revision,
            List<ToldState> entries,
            boolean last,
            List<String> removed,
            boolean removedKnown,
            long compactRevision) {
        return new ToldItem(Kind.RESET, revision, List.of(), entries, last, removed, removedKnown, compactRevision, "");
    }

    /** The end of a watch. */
    public static ToldItem end(boolean compacted, String reason) {
        return new ToldItem(
                compacted ? Kind.END_COMPACTED : Kind.END_FAILED,
                0,
                List.of(),
                List.of(),
                true,
                List.of(),
                true,
                0,
                reason);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case CHANGES -> "changes " + revision + " " + events;
            case PROGRESS -> "progress " + revision;
            case SNAPSHOT -> "snapshot " + revision + (last ? "" : "...") + " " + entries;
            case RESET ->
                "reset " + revision + (last ? "" : "...") + " " + entries + " compacted " + compactRevision
                        + " removed " + removed + (removedKnown ? "" : " and perhaps more");
            case END_COMPACTED, END_FAILED -> "end: " + reason;
        };
    }
}
