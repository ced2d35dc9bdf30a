/** Figures in sheets, and how sheets are printed. */
@NullMarked
package io.ratiskv.jepsen.peers.rig;

import org.jspecify.annotations.NullMarked;
