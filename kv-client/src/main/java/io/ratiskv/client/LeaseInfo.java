package io.ratiskv.client;

import java.time.Duration;
import java.util.List;

/**
 * One lease as the store sees it.
 *
 * @param ttl granted time to live
 * @param remaining it lives at least so long from when it was read
 * @param keyCount keys that hang on it
 * @param keys those keys, if they were asked for
 */
public record LeaseInfo(long id, Duration ttl, Duration remaining, long keyCount, List<Bytes> keys) {}
