package io.ratiskv.server.mvcc;

/** The changes of one Raft entry. */
public final class WriteTxn {
    private WriteTxn() {}
}
