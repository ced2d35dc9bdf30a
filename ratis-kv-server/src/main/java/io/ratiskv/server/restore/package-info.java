/**
 * Offline: checks a backup file, and makes the data directories of a new cluster from it. Read {@link Restore} first.
 *
 * <p>Invariant: nothing that is there is overwritten, and a directory that is not finished is no member's.
 * <p>Never here: a running member ({@code backup} is).
 */
@NullMarked
package io.ratiskv.server.restore;

import org.jspecify.annotations.NullMarked;
