/**
 * Answers reads, as fresh as they ask to be. Read {@link ReadIndexSource} first.
 *
 * <p>Invariant: a linearizable read is answered from a state that holds every write acknowledged before the read began.
 * <p>Never here: writing anything; talking to Ratis ({@code raft}) or sockets ({@code transport}).
 */
@NullMarked
package io.ratiskv.server.read;

import org.jspecify.annotations.NullMarked;
