package io.ratiskv.server.mvcc;

/**
 * Which events to read from history.
 *
 * @param puts tell of puts
 * @param deletes tell of deletions
 * @param previous with the states before
 * @param newestOnly leave out an event if a later one of its key will be told
 */
public record ChangeQuery(KeyInterval interval, boolean puts, boolean deletes, boolean previous, boolean newestOnly) {
    boolean wants(boolean isDeletion) {
        return isDeletion ? deletes : puts;
    }
}
