/**
 * A TCP proxy between clients and one member that understands frames. Read {@link io.ratiskv.jepsen.proxy.FrameProxy} first.
 *
 * <p>Invariant: it only does what a network with retrying peers can do: an answer is lost whole or not at all, bytes of a
 * connection are never reordered; the same seed decides the same way for the same request.
 * <p>Never here: links between members' Raft ports.
 */
@NullMarked
package io.ratiskv.jepsen.proxy;

import org.jspecify.annotations.NullMarked;
