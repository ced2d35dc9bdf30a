package io.ratiskv.server.storage;

/**
 * What a store takes, in bytes.
 *
 * @param tableBytes tables in use; snapshots may hold on to more
 * @param bufferedBytes written and in no table yet
 * @param compactingBytes of the tables, what is being rewritten now and may take as much again meanwhile
 */
public record StoreSize(long tableBytes, long bufferedBytes, long compactingBytes) {
    public long usedBytes() {
        return tableBytes + bufferedBytes;
    }
}
