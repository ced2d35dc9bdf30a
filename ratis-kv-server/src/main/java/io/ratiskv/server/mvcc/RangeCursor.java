package io.ratiskv.server.mvcc;

import io.ratiskv.server.storage.StoreSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * A range's answer, page by page, all at one revision. By ascending key it holds one page in memory; any other order is
 * gathered within a bound first. Once the first page is there, compaction no longer takes anything away from it.
 *
 * <p>Thread: one at a time. Close it when done with it: it keeps the store's old files alive.
 */
public final class RangeCursor implements AutoCloseable {
    private final MvccStore store;
    private final ReadView view;
    private final RangeQuery query;
    private @Nullable StoreSnapshot snapshot;
    private @Nullable VersionScanner scanner;
    private @Nullable RangeScan scan;
    private boolean answeredSingle;

    RangeCursor(MvccStore store, ReadView view, RangeQuery query) {
        this.store = store;
        this.view = view;
        this.query = query;
    }

    /**
     * The next page.
     *
     * @param pageBytes about how many bytes of keys and values; a single larger one still comes, alone
     * @throws CompactedException if the revision was compacted before the first page was asked for
     * @throws RangeTooLargeException if the order needs a larger buffer than allowed
     * @throws io.ratiskv.server.storage.StoreClosedException if the store was closed meanwhile
     * @throws IllegalStateException after the last page
     */
    public RangePage next(int pageBytes) {
        if (query.interval().isSingle()) {
            return single();
        }
        RangeScan pages = scan;
        if (pages == null) {
            pages = start();
            scan = pages;
        }
        return pages.next(pageBytes);
    }

    @Override
    public void close() {
        if (scanner != null) {
            scanner.close();
        }
        if (snapshot != null) {
            snapshot.close();
        }
    }

    private RangePage single() {
        if (answeredSingle) {
            throw new IllegalStateException("the last page was given out before");
        }
        answeredSingle = true;
        return SingleKeyAnswer.of(query, view.get(query.interval().from()), unbounded());
    }

    private RangeScan start() {
        StoreSnapshot frozen = store.store().snapshot();
        snapshot = frozen;
        // In this order: what is not compacted after the snapshot was taken cannot be missing from it.
        store.requireReadable(view.revision());
        VersionScanner walk = new VersionScanner(frozen, query.interval(), view.revision(), null);
        scanner = walk;
        return new RangeScan(
                walk, query, query.inKeyOrder() ? unbounded() : new WorkBudget(Long.MAX_VALUE, store.sortBytesMax()));
    }

    private static WorkBudget unbounded() {
        return new WorkBudget(Long.MAX_VALUE, Long.MAX_VALUE);
    }
}
