package io.ratiskv.jepsen.show;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Times in buckets, each about 3 % wide, so that millions of them take no room.
 *
 * <p>Thread: any.
 */
final class Latencies {
    private static final int FINE_BITS = 5;
    private static final int FINE = 1 << FINE_BITS;

    private final AtomicLongArray buckets = new AtomicLongArray(64 * FINE);

    void add(long nanos) {
        buckets.incrementAndGet(bucket(Math.max(1, nanos)));
    }

    private static int bucket(long nanos) {
        int exponent = 63 - Long.numberOfLeadingZeros(nanos);
        int fine = exponent <= FINE_BITS
                ? (int) (nanos << (FINE_BITS - exponent)) & (FINE - 1)
                : (int) (nanos >>> (exponent - FINE_BITS)) & (FINE - 1);
        return exponent * FINE + fine;
    }

    /** Begins anew. */
    void clear() {
        for (int i = 0; i < buckets.length(); i++) {
            buckets.set(i, 0);
        }
    }

    long count() {
        long count = 0;
        for (int i = 0; i < buckets.length(); i++) {
            count += buckets.get(i);
        }
        return count;
    }

    /** The least time that this share of all does not exceed, in milliseconds. */
    double millis(double share) {
        long wanted = (long) Math.ceil(count() * share);
        long seen = 0;
        for (int i = 0; i < buckets.length(); i++) {
            seen += buckets.get(i);
            if (seen >= wanted && seen > 0) {
                int exponent = i >> FINE_BITS;
                return Math.scalb(1.0 + (i % FINE + 1.0) / FINE, exponent) / 1e6;
            }
        }
        return 0;
    }

    String words() {
        return String.format(
                Locale.ROOT,
                "p50 %.2f, p99 %.2f, p99.9 %.2f, worst %.2f ms (n = %,d)",
                millis(0.5),
                millis(0.99),
                millis(0.999),
                millis(1),
                count());
    }
}
