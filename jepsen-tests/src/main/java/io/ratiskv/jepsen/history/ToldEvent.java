package io.ratiskv.jepsen.history;

import org.jspecify.annotations.Nullable;

/**
 * One event as a watch told it.
 *
 * @param put a put, else a deletion
 * @param state what the key is now; of a deletion key and revision alone
 * @param previous what it was before, if that was told
 */
public record ToldEvent(
        boolean put, ToldState state, @Nullable ToldState previous) {
    /** A deletion. */
    public static ToldEvent deletion(String key, long revision, @Nullable ToldState previous) {
        return new ToldEvent(false, new ToldState(key, "", 0, revision, 0), previous);
    }

    public String key() {
        return state.key();
    }

    public long revision() {
        return state.modRevision();
    }

    @Override
    public String toString() {
        return (put ? "put " + state : "delete " + state.key() + "@" + state.modRevision())
                + (previous == null ? "" : " was " + previous);
    }
}
