/**
 * Tells clients of changes as they are applied. Read {@link WatchService} first, then {@code WatchHub} and {@code Course}.
 *
 * <p>Invariant: a watch is told of every event that it asked for, once, in the order of revisions, or is told that it is
 * not (a reset, an error, the end of its connection). What waits for a slow client is bounded, and slows down nobody else:
 * events are encoded once for all watches that ask for the same, and a watch that falls behind reads history.
 * <p>Never here: changing state; sockets ({@code transport}); holding up whoever applies.
 */
@NullMarked
package io.ratiskv.server.watch;

import org.jspecify.annotations.NullMarked;
