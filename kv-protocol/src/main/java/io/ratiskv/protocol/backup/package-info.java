/**
 * The backup file: what a client writes and a server restores from, and so a contract between the two like the wire. Read
 * {@link BackupFileReader} first.
 *
 * <pre>
 * "RATISKVB", version of the file format (4 bytes)
 * record: length of its body (4 bytes), CRC-32C of length and body (4 bytes), body: a BackupRecord
 *   manifest, then the pieces of its files in order and without gaps, then the trailer, then nothing
 * </pre>
 *
 * <p>Invariant: a file whose reading ends without an exception is, byte for byte, one that was finished.
 * <p>Never here: what the files of a backup mean.
 */
@NullMarked
package io.ratiskv.protocol.backup;

import org.jspecify.annotations.NullMarked;
