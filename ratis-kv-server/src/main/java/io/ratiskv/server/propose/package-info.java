/**
 * Turns client writes into Raft entries. Read {@link ReplicatedLog} first, then {@code WriteBatcher}.
 *
 * <p>Invariant: a command is proposed at most once; every submitted future completes exactly once.
 * <p>Never here: deciding what a command means ({@code apply}), talking to Ratis ({@code raft}).
 */
@NullMarked
package io.ratiskv.server.propose;

import org.jspecify.annotations.NullMarked;
