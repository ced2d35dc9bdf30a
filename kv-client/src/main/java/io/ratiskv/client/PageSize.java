package io.ratiskv.client;

import io.ratiskv.client.connection.Call;
import io.ratiskv.client.connection.CallOptions;
import io.ratiskv.client.connection.Cluster;

/**
 * How many keys to ask for at a time, so that a page holds about {@link #TARGET_BYTES}: few at first, then as many as
 * the pages seen so far suggest.
 */
final class PageSize {
    static final int TARGET_BYTES = 1 << 20;
    static final int FIRST = 128;
    static final int MAX = 16_384;

    private long keys = FIRST;

    /** Asks for one page of {@code range}, and not more than {@code range} itself allows. */
    Call<RangeResult> ask(Cluster cluster, Range range, CallOptions options) {
        return cluster.range(range.limit(range.limit() == 0 ? keys : Math.min(keys, range.limit())), options);
    }

    /**
     * Whether to ask for the page anew, and for fewer: it was larger than the client may gather.
     *
     * @param refused why there is no page
     */
    boolean shrunkBy(Throwable refused) {
        boolean helps =
                refused instanceof TooLargeException large && large.field().equals("range") && keys > 1;
        if (helps) {
            keys = Math.max(1, keys / 8);
        }
        return helps;
    }

    /** Learns from a page. */
    void seen(RangeResult page) {
        long bytes = 0;
        for (KeyValue entry : page.entries()) {
            bytes += entry.key().length() + entry.value().length();
        }
        long fitting = bytes == 0 ? MAX : (long) TARGET_BYTES * page.entries().size() / bytes;
        // Grows by at most four, so that a run of small values before large ones does not ask for too much.
        keys = Math.max(1, Math.min(Math.min(fitting, keys * 4), MAX));
    }
}
