package io.ratiskv.server.mvcc;

/**
 * A range's answer, page by page, all at one revision. By ascending key it holds one page in memory; any other order is
 * gathered within a bound first.
 *
 * <p>Thread: one at a time. Close it when done with it: it keeps the store's old files alive.
 */
@SuppressWarnings("DoNotCallSuggester") // signatures ahead of their bodies
public final class RangeCursor implements AutoCloseable {
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
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
