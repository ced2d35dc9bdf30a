package io.ratiskv.client;

/** The answer to a write that was applied. */
public sealed interface WriteResult
        permits PutResult,
                DeleteResult,
                TxnResult,
                CommitResult,
                CompactResult,
                GrantResult,
                RevokeResult,
                ProtectResult {
    /** Store revision after the write; 0 for those that say they make none. */
    long revision();
}
