package io.ratiskv.server.read;

import java.time.Duration;

/**
 * Bounds of the read path.
 *
 * @param threads size of the {@code read-*} pool
 * @param queueMax reads that may wait for a thread of it; one more is OVERLOADED
 * @param waitersMax reads that may wait for an index or a revision to be applied; one more is OVERLOADED
 * @param roundTimeout how long one confirmation round waits for the peers
 * @param pageBytesDefault bytes of one page of a range unless the request says otherwise
 * @param pageBytesMax most bytes of a page that a request may ask for
 * @param openStreamsMax ranges of several pages that may stand still, holding a view of the store, until their readers
 *     take more; one more is OVERLOADED
 * @param retryAfter advice given with OVERLOADED and UNAVAILABLE
 */
public record ReadLimits(
        int threads,
        int queueMax,
        int waitersMax,
        Duration roundTimeout,
        int pageBytesDefault,
        int pageBytesMax,
        int openStreamsMax,
        Duration retryAfter) {

    /** What the product uses unless told otherwise. */
    public static ReadLimits defaults() {
        return new ReadLimits(
                2, 16_384, 65_536, Duration.ofSeconds(1), 1024 * 1024, 1024 * 1024, 256, Duration.ofMillis(50));
    }
}
