package io.ratiskv.client;

/**
 * How much room a member has, in bytes.
 *
 * @param usedBytes what the database takes: tables, and what is in none yet
 * @param quotaBytes most that it may take; 0 = no bound
 * @param freeDiskBytes free where the member keeps its data
 * @param totalDiskBytes size of that disk; 0 = the member is of a build that does not tell
 */
public record MemberSpace(
        Level quotaLevel, Level diskLevel, long usedBytes, long quotaBytes, long freeDiskBytes, long totalDiskBytes) {
    /** How short of room it is. */
    public enum Level {
        ROOMY,
        /** Gives space back beforehand; refuses nothing. */
        PRESSED,
        /** Writes that grow the data are refused, if it leads; deletes work. */
        FULL,
        /** Only the reserve is left: no leader takes writes that grow the data, and deletes go step by step. */
        CRITICAL
    }

    /** The worse of both. */
    public Level level() {
        return quotaLevel.compareTo(diskLevel) > 0 ? quotaLevel : diskLevel;
    }
}
