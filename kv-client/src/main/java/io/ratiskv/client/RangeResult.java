package io.ratiskv.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Answer to a {@link Range}, or one page of it. Everything in it was read at one revision.
 *
 * @param revision store revision that was read
 * @param entries the keys found, in the order asked for
 * @param more there were more than the limit (or the page) allowed
 * @param nextKey first key not answered, if there is more and the order is by ascending key
 * @param count keys in the whole range, if asked for
 * @param age greatest possible age of the state that was read; zero for a linearizable read, and not known (zero) for
 *     a local one
 */
public record RangeResult(
        long revision, List<KeyValue> entries, boolean more, Optional<Bytes> nextKey, OptionalLong count, Duration age)
        implements OpResult {}
