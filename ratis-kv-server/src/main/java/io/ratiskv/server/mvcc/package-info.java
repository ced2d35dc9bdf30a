/**
 * Keys through time: every state that a key had since the compact revision. Read {@link MvccStore} first, then
 * {@link WriteTxn} and {@link ReadView}.
 *
 * <p>Invariant: what a view at revision R answers never changes, whatever is written, compacted or flushed meanwhile;
 * once R is compacted it may be refused, never answered differently. What is written depends on the commands alone.
 * <p>Never here: a clock, randomness, threads, configuration that changes an outcome; RocksDB ({@code storage}); protobuf.
 */
@NullMarked
package io.ratiskv.server.mvcc;

import org.jspecify.annotations.NullMarked;
