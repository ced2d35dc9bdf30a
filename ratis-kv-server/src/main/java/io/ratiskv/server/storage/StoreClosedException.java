package io.ratiskv.server.storage;

/** The store is closed, or being closed: ask again later, or elsewhere. Not a fault. */
public final class StoreClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreClosedException() {
        super("the store is closed", null, false, false);
    }
}
