/**
 * The only room that knows Apache Ratis. Read {@link KvStateMachine} first: it is the bridge on which committed
 * entries come in; {@link RatisLog} is the way out to the rooms above.
 *
 * <p>Invariant: what is acknowledged is in the fsynced log of a majority and applied here; a local fault ends the
 * process instead of letting this member guess.
 * <p>Never here: what a command means ({@code apply}), who may send it ({@code transport}).
 *
 * <p>Ratis 3.3.0 has habits that this room works around; each is named where it is handled: it stays RUNNING when its
 * division dies ({@link DivisionWatchdog}), refuses a log whose last record a power cut has torn ({@link
 * LogTailRepair}), does not verify snapshots it loads ({@link SnapshotArchive}), and fails pending requests that may
 * still commit as if they had not ({@link RatisLog}).
 */
@NullMarked
package io.ratiskv.server.raft;

import org.jspecify.annotations.NullMarked;
