package io.ratiskv.server.space;

/**
 * How much room one member has, as it tells the others.
 *
 * @param movableBytes what deletes may move into history until that is given back; {@link #ANY} = any amount, {@link #ONE_STEP} =
 *     one small delete at a time, {@link #NOTHING} = not even that
 */
public record SpaceReport(
        SpaceLevel quotaLevel, SpaceLevel diskLevel, SpaceLimits limits, SpaceFigures figures, long movableBytes) {
    public static final long ANY = Long.MAX_VALUE;
    static final long ONE_STEP = 1;
    static final long NOTHING = 0;

    /** What compactions must leave free: while the data may grow, room for what is written before it is known to be short. */
    public long leftByCompactionsBytes() {
        return diskLevel.isAtLeast(SpaceLevel.FULL) ? limits.reserveBytes() : limits.criticalFreeBytes();
    }

    /** The worse of both. */
    public SpaceLevel level() {
        return quotaLevel.or(diskLevel);
    }
}
