package io.ratiskv.jepsen.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the calls of a watch history answer. */
public sealed interface WatchAnswer {
    /**
     * A write happened.
     *
     * @param deleted keys that its deletions met; null: not told
     */
    record Written(long revision, @Nullable List<String> deleted) implements WatchAnswer {}

    /** A write that had ended unknown did not happen and never will. */
    record NotWritten() implements WatchAnswer {}

    /**
     * An item.
     *
     * @param position how far the watch says it is, after this item
     */
    record Told(ToldItem item, long position) implements WatchAnswer {
        @Override
        public String toString() {
            return item + " (at " + position + ")";
        }
    }

    /**
     * The state of the range.
     *
     * @param compactRevision history up to here is gone by now, at least
     */
    record State(long revision, List<ToldState> entries, long compactRevision) implements WatchAnswer {
        public State {
            entries = List.copyOf(entries);
        }
    }

    /** Nothing to tell. */
    record Done() implements WatchAnswer {}
}
