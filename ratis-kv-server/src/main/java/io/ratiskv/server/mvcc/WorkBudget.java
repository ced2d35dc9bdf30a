package io.ratiskv.server.mvcc;

/**
 * How much one command or one read may look at and keep. Within a command the bounds are fixed numbers and count only
 * what is the same on every member: whether it is refused is part of its outcome.
 */
final class WorkBudget {
    private final long visitsMax;
    private final long bytesMax;
    private long visits;
    private long bytes;

    WorkBudget(long visitsMax, long bytesMax) {
        this.visitsMax = visitsMax;
        this.bytesMax = bytesMax;
    }

    /** A key that exists was looked at. */
    void visit() {
        if (++visits > visitsMax) {
            throw new RangeTooLargeException("keys looked at", visitsMax);
        }
    }

    /** Something is held for the answer. */
    void keep(long size) {
        bytes += size;
        if (bytes > bytesMax) {
            throw new RangeTooLargeException("bytes of the answer", bytesMax);
        }
    }

    void giveBack(long size) {
        bytes -= size;
    }
}
