package io.ratiskv.server.space;

/**
 * What was found, in bytes.
 *
 * @param usedBytes of the database: tables, and what is in none yet
 * @param bufferedBytes of these, what is in no table yet and so will still take disk
 * @param compactingBytes what is being rewritten now, and so may still take as much again
 * @param freeBytes of the disk, and promised to no compaction: less {@code compactingBytes}
 * @param totalBytes of the disk
 */
public record SpaceFigures(long usedBytes, long bufferedBytes, long compactingBytes, long freeBytes, long totalBytes) {}
