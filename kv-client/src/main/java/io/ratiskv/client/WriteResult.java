package io.ratiskv.client;

/** The answer to a write that was applied. */
public sealed interface WriteResult permits PutResult, DeleteResult, TxnResult, CommitResult, CompactResult {
    /** Store revision after the write. */
    long revision();
}
