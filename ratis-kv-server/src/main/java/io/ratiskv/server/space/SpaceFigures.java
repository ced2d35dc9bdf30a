package io.ratiskv.server.space;

/**
 * What was found, in bytes.
 *
 * @param usedBytes of the database: tables, and what is in none yet
 * @param bufferedBytes of these, what is in no table yet and so will still take disk
 * @param freeBytes of the disk
 * @param totalBytes of the disk
 */
public record SpaceFigures(long usedBytes, long bufferedBytes, long freeBytes, long totalBytes) {}
