package io.ratiskv.client;

/**
 * How far a backup is.
 *
 * @param what is being done, as a sentence for people
 * @param bytes that are done
 * @param total bytes there are; 0 while that is not known
 */
public record BackupProgress(String what, long bytes, long total) {}
