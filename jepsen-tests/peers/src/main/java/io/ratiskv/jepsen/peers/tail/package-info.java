/**
 * What snapshots, compactions, leader changes, slow members, collections and too much work do to the slowest answers
 * ({@code bin/tails}). Read {@link io.ratiskv.jepsen.peers.tail.TailsCommand} first, then
 * {@link io.ratiskv.jepsen.peers.tail.TailRun}.
 *
 * <p>Invariant: a disturbance is compared with the window right before it, on the same cluster, at the same rate.
 * <p>Never here: how load is made, whether answers are right (the fault runs judge that).
 */
@NullMarked
package io.ratiskv.jepsen.peers.tail;

import org.jspecify.annotations.NullMarked;
