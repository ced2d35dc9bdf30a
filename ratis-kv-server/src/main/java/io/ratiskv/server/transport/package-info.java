/**
 * The member's sockets for clients and for other members' questions: the only room with Netty. Read {@link FrontEnd}
 * first, then {@code Connection} and {@code RequestDispatcher}.
 *
 * <p>Invariant: every request that was read gets exactly one final answer, or its connection ends; memory is bounded
 * whatever the other side sends or does not read.
 * <p>Never here: deciding what a request means ({@code apply}), how fresh a read is ({@code read}), blocking on anything.
 */
@NullMarked
package io.ratiskv.server.transport;

import org.jspecify.annotations.NullMarked;
