package io.ratiskv.server.mvcc;

/** The revision asked for is newer than the store. */
public final class FutureRevisionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long newest;

    public FutureRevisionException(long newest) {
        super("in the future; newest revision is " + newest, null, false, false);
        this.newest = newest;
    }

    /** The store's newest revision. */
    public long newest() {
        return newest;
    }
}
