package io.ratiskv.client;

/** What one {@link Op} of a transaction answered. */
public sealed interface OpResult permits PutResult, DeleteResult, RangeResult, TxnResult {
    /** Store revision after the operation. */
    long revision();
}
