package io.ratiskv.server.space;

/**
 * Figures to levels. A level is taken at once and left only when there is a little more room than it asks for, so that
 * writers at the brim do not make it come and go.
 *
 * <p>Thread: one.
 */
public final class SpaceJudge {
    private final SpaceLimits limits;
    private final long compactionBytes;
    private SpaceLevel quotaLevel = SpaceLevel.ROOMY;
    private SpaceLevel diskLevel = SpaceLevel.ROOMY;

    /** @param compactionBytes what one compaction may take before it gives anything back */
    public SpaceJudge(SpaceLimits limits, long compactionBytes) {
        this.limits = limits;
        this.compactionBytes = compactionBytes;
    }

    public SpaceReport judge(SpaceFigures now) {
        quotaLevel = next(
                quotaLevel,
                limits.ofQuota(now.usedBytes()),
                limits.ofQuota(now.usedBytes() + limits.quotaSlackBytes()));
        diskLevel = next(
                diskLevel, limits.ofDisk(now.freeBytes()), limits.ofDisk(now.freeBytes() - limits.diskSlackBytes()));
        return new SpaceReport(quotaLevel, diskLevel, limits, now, movable(now));
    }

    /** @param strict the level if there were a little less room: never below {@code plain} */
    private static SpaceLevel next(SpaceLevel known, SpaceLevel plain, SpaceLevel strict) {
        return plain.or(known.and(strict));
    }

    /** Deletes leave the room in which compactions give back what they have moved, except for one step at a time. */
    private long movable(SpaceFigures now) {
        if (!diskLevel.isAtLeast(SpaceLevel.PRESSED)) {
            return SpaceReport.ANY;
        }
        long spare = now.freeBytes() - now.bufferedBytes() - limits.reserveBytes();
        return spare <= 0
                ? SpaceReport.NOTHING
                : Math.max(SpaceReport.ONE_STEP, spare - Math.max(0, compactionBytes - now.compactingBytes()));
    }
}
