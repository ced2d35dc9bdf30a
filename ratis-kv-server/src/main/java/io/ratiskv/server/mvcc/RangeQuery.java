package io.ratiskv.server.mvcc;

/**
 * What a range read asks for, beside the revision.
 *
 * @param limit most keys to answer with, after filters and sorting; 0 = no limit
 * @param minModRevision and the three like it: 0 = no filter
 * @param wantCount also count the whole range, whatever limit and filters say
 */
public record RangeQuery(
        KeyInterval interval,
        long limit,
        SortBy sortBy,
        boolean descending,
        boolean keysOnly,
        boolean countOnly,
        boolean wantCount,
        long minModRevision,
        long maxModRevision,
        long minCreateRevision,
        long maxCreateRevision) {

    /** What to order by; keys that are equal in it follow in ascending order of their names. */
    public enum SortBy {
        KEY,
        VERSION,
        CREATE,
        MOD,
        VALUE
    }

    /** Every key of the interval with its value, by ascending key. */
    public static RangeQuery all(KeyInterval interval) {
        return new RangeQuery(interval, 0, SortBy.KEY, false, false, false, false, 0, 0, 0, 0);
    }

    /** Whether the answer can be given in one pass over the keys, without a buffer. */
    public boolean inKeyOrder() {
        return sortBy == SortBy.KEY && !descending;
    }

    boolean accepts(KeyVersion kv) {
        return (minModRevision == 0 || kv.modRevision() >= minModRevision)
                && (maxModRevision == 0 || kv.modRevision() <= maxModRevision)
                && (minCreateRevision == 0 || kv.createRevision() >= minCreateRevision)
                && (maxCreateRevision == 0 || kv.createRevision() <= maxCreateRevision);
    }
}
