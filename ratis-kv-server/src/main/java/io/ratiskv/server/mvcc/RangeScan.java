package io.ratiskv.server.mvcc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Answers one range query from a scanner, page by page. */
final class RangeScan {
    private final VersionScanner scanner;
    private final RangeQuery query;
    private final WorkBudget budget;

    private long answered;
    private long counted;
    private boolean more;
    private byte @Nullable [] nextKey;
    private boolean done;

    /** Did not fit into the last page. */
    private @Nullable KeyVersion held;

    /** The whole answer, if it had to be sorted. */
    private @Nullable List<KeyVersion> sorted;

    private int sortedAt;

    RangeScan(VersionScanner scanner, RangeQuery query, WorkBudget budget) {
        this.scanner = scanner;
        this.query = query;
        this.budget = budget;
    }

    RangePage next(int pageBytes) {
        if (done) {
            throw new IllegalStateException("the last page was given out before");
        }
        List<KeyVersion> page = new ArrayList<>();
        if (query.countOnly()) {
            countRest();
            done = true;
        } else {
            done = query.inKeyOrder() ? fill(page, pageBytes) : fillSorted(page, pageBytes);
        }
        return new RangePage(page, done, done && more, done ? nextKey : null, done ? count() : OptionalLong.empty());
    }

    /** Fills a page straight from the scanner. Returns whether it is the last one. */
    private boolean fill(List<KeyVersion> page, int pageBytes) {
        long bytes = 0;
        KeyVersion kv = held != null ? held : nextMatch();
        held = null;
        while (kv != null) {
            if (query.limit() > 0 && answered == query.limit()) {
                more = true;
                nextKey = kv.key();
                if (query.wantCount()) {
                    countRest();
                }
                return true;
            }
            if (!page.isEmpty() && bytes + kv.sizeBytes() > pageBytes) {
                held = kv;
                return false;
            }
            budget.keep(kv.sizeBytes());
            page.add(kv);
            bytes += kv.sizeBytes();
            answered++;
            kv = nextMatch();
        }
        return true;
    }

    private boolean fillSorted(List<KeyVersion> page, int pageBytes) {
        List<KeyVersion> all = sorted;
        if (all == null) {
            all = gather();
            sorted = all;
        }
        long bytes = 0;
        while (sortedAt < all.size()) {
            KeyVersion kv = all.get(sortedAt);
            if (!page.isEmpty() && bytes + kv.sizeBytes() > pageBytes) {
                return false;
            }
            page.add(query.keysOnly() ? kv.withoutValue() : kv);
            bytes += kv.sizeBytes();
            sortedAt++;
        }
        return true;
    }

    /** Everything that matches, or the best of it up to the limit, in order. */
    private List<KeyVersion> gather() {
        Comparator<KeyVersion> order = order();
        // The worst on top: with a limit, only that many are ever held.
        PriorityQueue<KeyVersion> best = new PriorityQueue<>(order.reversed());
        KeyVersion kv = nextMatch();
        while (kv != null) {
            budget.keep(kv.sizeBytes());
            best.add(kv);
            if (query.limit() > 0 && best.size() > query.limit()) {
                budget.giveBack(best.remove().sizeBytes());
                more = true;
            }
            kv = nextMatch();
        }
        List<KeyVersion> all = new ArrayList<>(best);
        all.sort(order);
        return all;
    }

    private Comparator<KeyVersion> order() {
        Comparator<KeyVersion> byKey = (a, b) -> java.util.Arrays.compareUnsigned(a.key(), b.key());
        Comparator<KeyVersion> order = switch (query.sortBy()) {
            case KEY -> byKey;
            case VERSION -> Comparator.comparingLong(KeyVersion::version);
            case CREATE -> Comparator.comparingLong(KeyVersion::createRevision);
            case MOD -> Comparator.comparingLong(KeyVersion::modRevision);
            case VALUE -> KeyVersion::compareValue;
        };
        return (query.descending() ? Collections.reverseOrder(order) : order).thenComparing(byKey);
    }

    private @Nullable KeyVersion nextMatch() {
        while (scanner.next()) {
            budget.visit();
            counted++;
            KeyVersion kv = needsValue() ? scanner.get() : scanner.withoutValue();
            if (query.accepts(kv)) {
                return kv;
            }
        }
        return null;
    }

    private boolean needsValue() {
        return !query.keysOnly() || query.sortBy() == RangeQuery.SortBy.VALUE;
    }

    private void countRest() {
        while (scanner.next()) {
            budget.visit();
            counted++;
        }
    }

    private OptionalLong count() {
        return query.countOnly() || query.wantCount() ? OptionalLong.of(counted) : OptionalLong.empty();
    }
}
