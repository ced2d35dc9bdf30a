package io.ratiskv.server.space;

/**
 * How much room one member has, as it tells the others.
 *
 * @param movableBytes what deletes may move into history until that is given back; {@link #ANY} = any amount
 */
public record SpaceReport(
        SpaceLevel quotaLevel, SpaceLevel diskLevel, SpaceLimits limits, SpaceFigures figures, long movableBytes) {
    public static final long ANY = Long.MAX_VALUE;

    /** The worse of both. */
    public SpaceLevel level() {
        return quotaLevel.or(diskLevel);
    }
}
