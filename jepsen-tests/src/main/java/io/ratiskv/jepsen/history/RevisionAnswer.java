package io.ratiskv.jepsen.history;

/**
 * Where in the store's history a call happened.
 *
 * @param revision of the store: the write's own, or the one that was read
 * @param modRevision when the key was last written, as the answer says; 0 if there was none. Of a write: its own revision
 */
public record RevisionAnswer(long revision, long modRevision) {
    /** Of a write. */
    public static RevisionAnswer written(long revision) {
        return new RevisionAnswer(revision, revision);
    }
}
