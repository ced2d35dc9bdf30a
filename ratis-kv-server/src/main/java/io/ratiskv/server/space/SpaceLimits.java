package io.ratiskv.server.space;

/**
 * Bounds of a member's space, in bytes.
 *
 * @param quotaBytes most of the database; 0 = no bound
 * @param minFreeBytes free on the disk, below which it is full; 0 = never
 * @param criticalFreeBytes free on the disk, below which it is critical; at most half of {@code minFreeBytes}
 */
public record SpaceLimits(long quotaBytes, long minFreeBytes, long criticalFreeBytes) {
    /** The share of a bound at which space is given back beforehand, and by which a level must be left to end. */
    private static final int PRESSED_SHARE = 8;

    private static final int SLACK_SHARE = 16;

    public SpaceLimits {
        criticalFreeBytes = Math.min(criticalFreeBytes, minFreeBytes / 2);
    }

    SpaceLevel ofQuota(long usedBytes) {
        if (quotaBytes == 0) {
            return SpaceLevel.ROOMY;
        }
        if (usedBytes >= quotaBytes) {
            return SpaceLevel.FULL;
        }
        return usedBytes >= quotaBytes - quotaBytes / PRESSED_SHARE ? SpaceLevel.PRESSED : SpaceLevel.ROOMY;
    }

    SpaceLevel ofDisk(long freeBytes) {
        if (freeBytes < criticalFreeBytes) {
            return SpaceLevel.CRITICAL;
        }
        if (freeBytes < minFreeBytes) {
            return SpaceLevel.FULL;
        }
        return freeBytes < minFreeBytes + minFreeBytes / 2 ? SpaceLevel.PRESSED : SpaceLevel.ROOMY;
    }

    long quotaSlackBytes() {
        return quotaBytes / SLACK_SHARE;
    }

    long diskSlackBytes() {
        return minFreeBytes / SLACK_SHARE;
    }

    /** What deletes and compactions leave untouched: the log, and what is applied and not yet on disk, must always find room. */
    long reserveBytes() {
        return criticalFreeBytes / 2;
    }

    /**
     * Least {@code minFreeBytes} with which deletes bring a full disk back whatever is on it: the reserve, what is applied and
     * not yet on disk, and one compaction, which gives nothing back before it has ended.
     */
    public long enoughFreeBytes(long writeBufferBytes, long compactionBytes) {
        return reserveBytes() + writeBufferBytes + compactionBytes;
    }
}
