package io.ratiskv.server.mvcc;

import org.jspecify.annotations.Nullable;

/**
 * The state at one revision. Cheap to open; does not hold up closing the store: whoever uses it after that gets
 * {@link io.ratiskv.server.storage.StoreClosedException}.
 *
 * <p>Thread: one at a time.
 */
@SuppressWarnings("DoNotCallSuggester") // signatures ahead of their bodies
public final class ReadView implements AutoCloseable {
    /** The revision that is read, never 0. */
    public long revision() {
        throw new UnsupportedOperationException();
    }

    /** The key's state; null if it does not exist at this revision. */
    public @Nullable KeyVersion get(byte[] key) {
        throw new UnsupportedOperationException();
    }

    /** Starts a range read. Close the cursor before the view. */
    public RangeCursor range(RangeQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
