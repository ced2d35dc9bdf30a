package io.ratiskv.server.apply;

/**
 * For status and metrics.
 *
 * @param keysEstimate keys that exist now, about
 * @param storeBytes bytes of the live store's files
 * @param sessions open sessions
 * @param retainedBytes bytes of answers kept for retries, with what keeping them costs
 * @param leases that have not ended
 * @param rejectedCommands since this store was opened
 * @param expiredLeases since this store was opened
 * @param latenessMillis by how much log time the latest of the leases that ended last was late
 */
public record StateFigures(
        long keysEstimate,
        long storeBytes,
        int sessions,
        long retainedBytes,
        int leases,
        long rejectedCommands,
        long expiredLeases,
        long latenessMillis) {
    /** The same, with what the store takes now. */
    StateFigures withStoreBytes(long bytes) {
        return new StateFigures(
                keysEstimate, bytes, sessions, retainedBytes, leases, rejectedCommands, expiredLeases, latenessMillis);
    }
}
