/**
 * Ours beside etcd and ZooKeeper: the same workloads from the same generator, on the same machine, in turn
 * ({@code bin/peers}). Read {@link io.ratiskv.jepsen.peers.PeersCommand} first, then
 * {@link io.ratiskv.jepsen.peers.Comparison}.
 *
 * <p>Invariant: only figures of one round are divided by each other; a store that fails a workload is told as an error and
 * stops nothing else.
 * <p>Never here: how load is made ({@code io.ratiskv.cli.bench}), how a store is started ({@code store}).
 */
@NullMarked
package io.ratiskv.jepsen.peers;

import org.jspecify.annotations.NullMarked;
