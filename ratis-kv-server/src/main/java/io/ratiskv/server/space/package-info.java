/**
 * How much room there is, and who may still write. Read {@link SpaceJudge}, then {@link GroupSpace}, then {@link Admission}.
 *
 * <p>Two bounds: the quota of the database, which each leader holds to by its own store, and the free space of every member's
 * disk. The leader refuses what would grow the data before it enters the log, so that local figures may decide; what frees
 * space always goes, at worst step by step, on what the bounds leave in reserve.
 *
 * <p>Never here: reading the disk or the store (the composition root hands figures in), giving space back (it has that done).
 */
@NullMarked
package io.ratiskv.server.space;

import org.jspecify.annotations.NullMarked;
