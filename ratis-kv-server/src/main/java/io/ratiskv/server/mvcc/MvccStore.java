package io.ratiskv.server.mvcc;

/** Keys and their history over one store. */
public final class MvccStore {
    /** Revision of a store in which nothing was ever written. */
    public static final long EMPTY_REVISION = 1;

    private MvccStore() {}
}
