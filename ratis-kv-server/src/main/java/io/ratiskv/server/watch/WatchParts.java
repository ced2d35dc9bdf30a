package io.ratiskv.server.watch;

/**
 * The mechanisms that the promises of watches stand on, as seams: tests put something weaker in their place and must see
 * the promise broken. No configuration reaches this; the product only ever uses {@link #STANDARD}.
 */
public interface WatchParts {
    /** What the product runs with. */
    WatchParts STANDARD = new WatchParts() {};

    /** Where watches that are behind read. */
    default HistorySource history(HistorySource source) {
        return source;
    }

    /** What is told of as it is applied. */
    default EventBatch applied(EventBatch batch) {
        return batch;
    }

    /** Whether watches are made to read from history what was dropped on its way to the hub. */
    default boolean readsWhatWasDropped() {
        return true;
    }

    /** Whether a part of a revision says that more of it follows. */
    default boolean marksParts() {
        return true;
    }

    default WatchLimits limits(WatchLimits configured) {
        return configured;
    }
}
