package io.ratiskv.server;

import io.ratiskv.protocol.Space;
import io.ratiskv.server.space.SpaceFigures;
import io.ratiskv.server.space.SpaceLevel;
import io.ratiskv.server.space.SpaceLimits;
import io.ratiskv.server.space.SpaceReport;

/** How members tell each other, and everybody else, of their space. */
final class SpaceMessages {
    private static final long ANY = -1;

    private SpaceMessages() {}

    static Space message(SpaceReport report) {
        return Space.newBuilder()
                .setQuotaLevel(level(report.quotaLevel()))
                .setDiskLevel(level(report.diskLevel()))
                .setUsedBytes(report.figures().usedBytes())
                .setQuotaBytes(report.limits().quotaBytes())
                .setFreeDiskBytes(report.figures().freeBytes())
                .setTotalDiskBytes(report.figures().totalBytes())
                .setMinFreeBytes(report.limits().minFreeBytes())
                .setCriticalFreeBytes(report.limits().criticalFreeBytes())
                .setMovableBytes(report.movableBytes() == SpaceReport.ANY ? ANY : report.movableBytes())
                .build();
    }

    static SpaceReport report(Space space) {
        return new SpaceReport(
                level(space.getQuotaLevel()),
                level(space.getDiskLevel()),
                new SpaceLimits(space.getQuotaBytes(), space.getMinFreeBytes(), space.getCriticalFreeBytes()),
                new SpaceFigures(space.getUsedBytes(), 0, 0, space.getFreeDiskBytes(), space.getTotalDiskBytes()),
                space.getMovableBytes() < 0 ? SpaceReport.ANY : space.getMovableBytes());
    }

    private static Space.Level level(SpaceLevel level) {
        return switch (level) {
            case ROOMY -> Space.Level.ROOMY;
            case PRESSED -> Space.Level.PRESSED;
            case FULL -> Space.Level.FULL;
            case CRITICAL -> Space.Level.CRITICAL;
        };
    }

    /** A level of a newer build counts as the worst that is known here. */
    private static SpaceLevel level(Space.Level level) {
        return switch (level) {
            case ROOMY -> SpaceLevel.ROOMY;
            case PRESSED -> SpaceLevel.PRESSED;
            case FULL -> SpaceLevel.FULL;
            case CRITICAL, UNRECOGNIZED -> SpaceLevel.CRITICAL;
        };
    }
}
