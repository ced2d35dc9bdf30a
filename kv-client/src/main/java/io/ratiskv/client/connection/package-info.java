/**
 * The way to the members and back: connections, retries, the leader, the session. Read {@link
 * io.ratiskv.client.connection.Cluster} first. Internal: only {@code io.ratiskv.client} may call it.
 *
 * <p>Invariant: everything behind {@code Cluster} happens on the client's one network thread; a call ends exactly once,
 * at its deadline at the latest; a write's id is sent for no other write; a watch tells each revision once, in order.
 *
 * <p>Never here: waiting, and code of the caller.
 */
@NullMarked
package io.ratiskv.client.connection;

import org.jspecify.annotations.NullMarked;
