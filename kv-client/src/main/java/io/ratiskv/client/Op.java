package io.ratiskv.client;

/** What a branch of a {@link Txn} may hold: the same requests that can be sent on their own. */
public sealed interface Op permits Put, Delete, Range, Txn {}
