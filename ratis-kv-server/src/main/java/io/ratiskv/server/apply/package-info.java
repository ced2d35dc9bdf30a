/**
 * The replicated state machine, as a library: commands in, answers out. Read {@link ReplicatedState} first, then
 * {@code CommandApplier} and {@code SessionTable}.
 *
 * <p>Invariant: equal entries give equal answers and equal states on every member, however they are flushed, compacted or
 * restarted; a write id has one effect and one answer for ever.
 * <p>Never here: a clock, randomness, threads, configuration that changes an outcome; Ratis ({@code raft}); RocksDB
 * ({@code storage}).
 */
@NullMarked
package io.ratiskv.server.apply;

import org.jspecify.annotations.NullMarked;
