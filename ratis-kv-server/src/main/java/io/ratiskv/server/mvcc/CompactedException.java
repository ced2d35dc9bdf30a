package io.ratiskv.server.mvcc;

/** The revision asked for is compacted. */
public final class CompactedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long oldestReadable;

    public CompactedException(long oldestReadable) {
        super("compacted; oldest readable revision is " + oldestReadable, null, false, false);
        this.oldestReadable = oldestReadable;
    }

    /** The oldest revision that can still be read. */
    public long oldestReadable() {
        return oldestReadable;
    }
}
