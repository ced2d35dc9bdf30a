/**
 * Copies of the store that clients fetch piece by piece. Read {@link BackupService} first.
 *
 * <p>Invariant: a copy never changes while it is there, so that a client goes on after a lost connection where it stopped;
 * and none stays for long when nobody asks for it.
 * <p>Never here: what is in the copy ({@code apply}), how a new cluster is made from it ({@code restore}).
 */
@NullMarked
package io.ratiskv.server.backup;

import org.jspecify.annotations.NullMarked;
