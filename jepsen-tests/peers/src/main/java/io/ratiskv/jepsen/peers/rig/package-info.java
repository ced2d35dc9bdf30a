/**
 * What {@code bin/curves} and {@code bin/tails} share: a fresh cluster of ours with the generator before it, figures in
 * sheets, and how sheets are printed. Read {@link io.ratiskv.jepsen.peers.rig.Rig} first.
 *
 * <p>Invariant: a figure is never printed without its unit, nor a sheet without the command that made it.
 * <p>Never here: what is varied, and what is done to a cluster.
 */
@NullMarked
package io.ratiskv.jepsen.peers.rig;

import org.jspecify.annotations.NullMarked;
