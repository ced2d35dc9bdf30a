/**
 * The live store of one member: the only room with RocksDB. Read {@link RocksStore} first.
 *
 * <p>RocksDB's own log is off, because the Raft log is the log: what a crash takes away is applied again. All families
 * are flushed together, so the files on disk always hold the state exactly as it was after some batch.
 *
 * <table>
 * <caption>What lies in the families ({@link KeyLayout} has the bytes)</caption>
 * <tr><th>family</th><th>key</th><th>row</th></tr>
 * <tr><td>{@code latest}</td><td>the user's key</td><td>newest state of the key, value included: one look-up. A deleted
 *     key leaves a tombstone until compaction has passed it, because an optimistic commit must see that it went</td></tr>
 * <tr><td>{@code versions}</td><td>escaped key, complement of the revision</td><td>a superseded state, moved here when
 *     it is overwritten; newest first, so that "newest at or below R" is one forward seek</td></tr>
 * <tr><td>{@code changes}</td><td>revision, event number</td><td>kind, revision of the state that it superseded, key:
 *     for compaction and for readers of history</td></tr>
 * <tr><td>{@code sessions}</td><td>session, or session and chunk</td><td>who may still ask what again, and the
 *     answers</td></tr>
 * <tr><td>{@code leases}</td><td>lease, lease and key, protected range</td><td>when it ends, what the key weighs, newest
 *     token</td></tr>
 * <tr><td>{@code meta}</td><td>a name</td><td>format of the store, applied position, counters</td></tr>
 * </table>
 *
 * <p>Invariant: a batch is on disk wholly or not at all; a block whose checksum does not match is never answered with.
 * <p>Never here: what a key or a revision means ({@code mvcc}).
 */
@NullMarked
package io.ratiskv.server.storage;

import org.jspecify.annotations.NullMarked;
