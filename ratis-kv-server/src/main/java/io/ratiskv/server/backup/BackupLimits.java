package io.ratiskv.server.backup;

import io.ratiskv.protocol.backup.BackupFormat;
import java.time.Duration;

/**
 * Bounds of the copies that a member holds for clients.
 *
 * @param openMax copies at a time: each keeps files on disk that the store has given up since
 * @param idleMax how long a copy stays when nobody asks for a piece of it
 * @param pieceBytesMax most bytes of one answer
 * @param bytesPerSecond most that all copies together read from the disk
 */
public record BackupLimits(int openMax, Duration idleMax, int pieceBytesMax, long bytesPerSecond) {
    /** With what is not set. */
    public static BackupLimits of(long bytesPerSecond) {
        return new BackupLimits(2, Duration.ofMinutes(10), BackupFormat.PIECE_BYTES_MAX, bytesPerSecond);
    }
}
