package io.ratiskv.jepsen.checker;

/** What a watch promises. */
public enum WatchPredicate {
    ORDERED(
            "ordered",
            "items come in the order of revisions, events of one revision in the order in which they were made"),
    UNIQUE("unique", "no event is told twice"),
    ATOMIC("atomic", "all events of one revision come together"),
    RELIABLE("reliable", "no event is missing, the state that is told is whole, and the watch comes up to the end"),
    RESUMABLE("resumable", "a watcher that goes on where it was misses nothing and hears nothing again"),
    BOOKMARKABLE("bookmarkable", "who was told a revision knows everything up to it"),
    FILTERED("filtered", "nothing is told that was not asked for"),
    PREVIOUS("previous", "the previous value is what the key was just before"),
    FROM_NOWHERE("from-nowhere", "what is told was written, by a write that did not claim to have failed");

    private final String checker;
    private final String promise;

    WatchPredicate(String checker, String promise) {
        this.checker = checker;
        this.promise = promise;
    }

    /** Its name in tables. */
    public String checker() {
        return checker;
    }

    /** A sentence. */
    public String promise() {
        return promise;
    }
}
