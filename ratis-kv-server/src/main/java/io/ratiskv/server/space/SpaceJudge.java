package io.ratiskv.server.space;

/**
 * Figures to levels. A level is taken at once and left only when there is a little more room than it asks for, so that
 * writers at the brim do not make it come and go.
 *
 * <p>Thread: one.
 */
public final class SpaceJudge {
    private final SpaceLimits limits;
    private SpaceLevel quotaLevel = SpaceLevel.ROOMY;
    private SpaceLevel diskLevel = SpaceLevel.ROOMY;

    public SpaceJudge(SpaceLimits limits) {
        this.limits = limits;
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

    private long movable(SpaceFigures now) {
        return diskLevel.isAtLeast(SpaceLevel.FULL)
                ? Math.max(0, now.freeBytes() - now.bufferedBytes() - limits.reserveBytes())
                : SpaceReport.ANY;
    }
}
