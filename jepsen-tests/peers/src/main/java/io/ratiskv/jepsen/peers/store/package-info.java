/**
 * Stores that can be started on this machine and measured: ours, etcd, ZooKeeper. Read
 * {@link io.ratiskv.jepsen.peers.store.Store} first.
 *
 * <p>Invariant: every process that was started is dead after {@code close}; each store runs with its own defaults, and
 * {@link io.ratiskv.jepsen.peers.store.Store#settings} tells whatever was set beyond them.
 * <p>Never here: what is measured, and what is a good figure.
 */
@NullMarked
package io.ratiskv.jepsen.peers.store;

import org.jspecify.annotations.NullMarked;
