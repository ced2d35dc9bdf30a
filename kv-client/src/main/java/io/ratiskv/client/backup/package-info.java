/**
 * Backups: fetching them from a member into a file, and reading such files. Read {@link
 * io.ratiskv.client.backup.BackupDownload} first. Internal: only {@code io.ratiskv.client} may call it.
 *
 * <p>Invariant: a file under its final name is whole and durable; what was fetched before an interruption is not fetched
 * again while the member still holds the copy.
 *
 * <p>Never here: sockets ({@code connection}), and what is inside a backup's files (the server).
 */
@NullMarked
package io.ratiskv.client.backup;

import org.jspecify.annotations.NullMarked;
