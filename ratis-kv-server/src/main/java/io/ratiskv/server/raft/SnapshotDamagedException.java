package io.ratiskv.server.raft;

/** A snapshot on disk is not what its manifest says; the message names the file. */
final class SnapshotDamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    SnapshotDamagedException(String message) {
        super(message);
    }
}
