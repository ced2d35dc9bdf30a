package io.ratiskv.server.mvcc;

/** What an optimistic commit has read and no longer holds. */
public final class Conflict {
    private final byte[] key;
    private final long revision;

    Conflict(byte[] key, long revision) {
        this.key = key;
        this.revision = revision;
    }

    public byte[] key() {
        return key;
    }

    /** When the key was changed last. */
    public long revision() {
        return revision;
    }
}
