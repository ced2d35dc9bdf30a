package io.ratiskv.server.storage;

/**
 * What a store takes, in bytes.
 *
 * @param tableBytes tables in use; snapshots may hold on to more
 * @param bufferedBytes written and in no table yet
 */
public record StoreSize(long tableBytes, long bufferedBytes) {
    public long usedBytes() {
        return tableBytes + bufferedBytes;
    }
}
