package io.ratiskv.server.apply;

/**
 * For status and metrics.
 *
 * @param keysEstimate keys that exist now, about
 * @param storeBytes bytes of the live store's files
 * @param sessions open sessions
 * @param retainedBytes bytes of answers kept for retries, with what keeping them costs
 * @param leases that have not ended
 */
public record StateFigures(long keysEstimate, long storeBytes, int sessions, long retainedBytes, int leases) {}
