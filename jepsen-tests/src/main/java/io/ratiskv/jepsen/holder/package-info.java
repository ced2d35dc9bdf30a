/**
 * Lock holders as processes of their own, so that they can be stopped in the middle of whatever they do. Read {@link
 * io.ratiskv.jepsen.holder.LockHolder} first: what a holder does; {@link io.ratiskv.jepsen.holder.HolderProcess} is how it is seen
 * from here.
 *
 * <p>Invariant: times are {@link java.lang.System#nanoTime}, which all processes of one machine share on Linux; so calls of several
 * holders come into one order.
 * <p>Never here: judging.
 */
@NullMarked
package io.ratiskv.jepsen.holder;

import org.jspecify.annotations.NullMarked;
