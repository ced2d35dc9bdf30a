/**
 * Backups that are made again and again into a directory. Read {@link io.ratiskv.cli.backup.BackupDirectory} first.
 *
 * <p>Invariant: a file that has its final name was verified; the newest of them is never deleted.
 * <p>Never here: options and output ({@code command}).
 */
@NullMarked
package io.ratiskv.cli.backup;

import org.jspecify.annotations.NullMarked;
