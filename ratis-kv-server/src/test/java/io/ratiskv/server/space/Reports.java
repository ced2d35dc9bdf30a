package io.ratiskv.server.space;

/** How members are, for stories: a quota of 800, a disk that is full below 160 and critical below 64. */
final class Reports {
    static final SpaceLimits LIMITS = new SpaceLimits(800, 160, 64);

    private Reports() {}

    static SpaceReport free(long freeBytes) {
        return of(0, 0, freeBytes);
    }

    static SpaceReport used(long usedBytes) {
        return of(usedBytes, 0, 10_000);
    }

    static SpaceReport of(long usedBytes, long bufferedBytes, long freeBytes) {
        return new SpaceJudge(LIMITS, 0).judge(new SpaceFigures(usedBytes, bufferedBytes, 0, freeBytes, 10_000));
    }
}
