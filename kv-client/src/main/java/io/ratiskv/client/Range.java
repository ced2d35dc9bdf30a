package io.ratiskv.client;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads one key or a range of keys. Immutable; the methods answer changed copies. Filters on revisions are bounds that
 * are part of what is let through; 0 = no bound. The limit counts after filters and sorting.
 *
 * @param limit most keys to answer with; 0 = no limit
 * @param revision read the state at this revision; 0 = the newest
 * @param consistency how fresh; empty = as the view or client says. Means nothing inside a transaction
 * @param minRevision wait until the member that answers has applied this revision; 0 = as the view says
 */
public record Range(
        KeyRange keys,
        long limit,
        long revision,
        Order order,
        boolean keysOnly,
        boolean countOnly,
        boolean wantsCount,
        long minModRevision,
        long maxModRevision,
        long minCreateRevision,
        long maxCreateRevision,
        Optional<Consistency> consistency,
        long minRevision)
        implements Op {

    /** What the entries are sorted by. */
    public enum SortBy {
        KEY,
        VERSION,
        CREATE_REVISION,
        MOD_REVISION,
        VALUE
    }

    /** Sorted by what, and which way. Any order but {@link #BY_KEY} is gathered in one member's memory. */
    public record Order(SortBy by, boolean descending) {
        /** Ascending by key: the store's own order, and the only one that can be read in pages. */
        public static final Order BY_KEY = new Order(SortBy.KEY, false);

        public static Order ascending(SortBy by) {
            return new Order(by, false);
        }

        public static Order descending(SortBy by) {
            return new Order(by, true);
        }
    }

    public Range {
        requireNonNull(keys, "keys");
        requireNonNull(order, "order");
        requireNonNull(consistency, "consistency");
        if (limit < 0) {
            throw new InvalidArgumentException("range.limit", "must not be negative, is " + limit);
        }
    }

    public static Range of(KeyRange keys) {
        return new Range(keys, 0, 0, Order.BY_KEY, false, false, false, 0, 0, 0, 0, Optional.empty(), 0);
    }

    public static Range key(String key) {
        return of(KeyRange.key(key));
    }

    public static Range key(byte[] key) {
        return of(KeyRange.key(key));
    }

    public static Range key(Bytes key) {
        return of(KeyRange.key(key));
    }

    public static Range prefix(String prefix) {
        return of(KeyRange.prefix(prefix));
    }

    public static Range prefix(byte[] prefix) {
        return of(KeyRange.prefix(prefix));
    }

    public static Range between(String start, String end) {
        return of(KeyRange.between(start, end));
    }

    public static Range from(String start) {
        return of(KeyRange.from(start));
    }

    public static Range all() {
        return of(KeyRange.all());
    }

    /** Other keys, all else the same. */
    public Range over(KeyRange newKeys) {
        return with(draft -> draft.keys = newKeys);
    }

    public Range limit(long newLimit) {
        return with(draft -> draft.limit = newLimit);
    }

    public Range atRevision(long newRevision) {
        return with(draft -> draft.revision = newRevision);
    }

    public Range order(Order newOrder) {
        return with(draft -> draft.order = newOrder);
    }

    /** Leave the values out. */
    public Range withKeysOnly() {
        return with(draft -> draft.keysOnly = true);
    }

    /** Answer with the count alone. */
    public Range withCountOnly() {
        return with(draft -> draft.countOnly = true);
    }

    /** Count the keys of the whole range too, whatever limit and filters say. Costs the member a scan of it. */
    public Range withCount() {
        return with(draft -> draft.wantsCount = true);
    }

    /** Only keys last written between these revisions, both in; 0 = no bound. */
    public Range modifiedBetween(long min, long max) {
        return with(draft -> {
            draft.minModRevision = min;
            draft.maxModRevision = max;
        });
    }

    /** Only keys created between these revisions, both in; 0 = no bound. */
    public Range createdBetween(long min, long max) {
        return with(draft -> {
            draft.minCreateRevision = min;
            draft.maxCreateRevision = max;
        });
    }

    public Range consistency(Consistency newConsistency) {
        return with(draft -> draft.consistency = Optional.of(newConsistency));
    }

    /** Be at least as new as this revision, which another service wrote and told us of. */
    public Range minRevision(long newMinRevision) {
        return with(draft -> draft.minRevision = newMinRevision);
    }

    /**
     * The next part of the very same answer, from any member: same revision, from the first key not yet answered, and
     * again as many keys as the limit says.
     *
     * @throws IllegalStateException if {@code page} has no next key
     */
    public Range after(RangeResult page) {
        Bytes next = page.nextKey().orElseThrow(() -> new IllegalStateException("the page has no next key"));
        return over(new KeyRange(next, keys.end())).atRevision(page.revision());
    }

    private Range with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /** A copy while it is changed. */
    private static final class Draft {
        private KeyRange keys;
        private long limit;
        private long revision;
        private Order order;
        private boolean keysOnly;
        private boolean countOnly;
        private boolean wantsCount;
        private long minModRevision;
        private long maxModRevision;
        private long minCreateRevision;
        private long maxCreateRevision;
        private Optional<Consistency> consistency;
        private long minRevision;

        Draft(Range range) {
            keys = range.keys;
            limit = range.limit;
            revision = range.revision;
            order = range.order;
            keysOnly = range.keysOnly;
            countOnly = range.countOnly;
            wantsCount = range.wantsCount;
            minModRevision = range.minModRevision;
            maxModRevision = range.maxModRevision;
            minCreateRevision = range.minCreateRevision;
            maxCreateRevision = range.maxCreateRevision;
            consistency = range.consistency;
            minRevision = range.minRevision;
        }

        Range done() {
            return new Range(
                    keys,
                    limit,
                    revision,
                    order,
                    keysOnly,
                    countOnly,
                    wantsCount,
                    minModRevision,
                    maxModRevision,
                    minCreateRevision,
                    maxCreateRevision,
                    consistency,
                    minRevision);
        }
    }
}
