package io.ratiskv.server.mvcc;

import org.jspecify.annotations.Nullable;

/**
 * What happened to one key in one revision. Immutable.
 *
 * @param state what the key came to; after a deletion a tombstone: key and modification revision alone
 * @param number its place among the revision's events, from 0; the same on every member
 * @param previous the key's state before; null if it did not exist
 */
public record KeyEvent(
        KeyVersion state, int number, @Nullable KeyVersion previous) {
    public long revision() {
        return state.modRevision();
    }

    public byte[] key() {
        return state.key();
    }

    public boolean deletes() {
        return state.isTombstone();
    }

    /** What it adds to an answer, about. */
    public int sizeBytes(boolean withPrevious) {
        KeyVersion before = previous;
        return state.sizeBytes() + (withPrevious && before != null ? before.sizeBytes() : 0);
    }
}
