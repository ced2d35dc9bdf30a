/**
 * Where a member is put together and started. Read {@link KvServer} first: it makes every room and is the only place
 * that knows all of them.
 *
 * <p>Invariant: rooms start in the order in which they need each other and stop in reverse.
 * <p>Never here: doing a room's work.
 */
@NullMarked
package io.ratiskv.server;

import org.jspecify.annotations.NullMarked;
