package io.ratiskv.client;

import io.ratiskv.client.connection.Call;
import io.ratiskv.client.connection.CallOptions;
import io.ratiskv.client.connection.Cluster;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a range. The first fixes the revision; the others ask for that revision from where the last ended, so
 * that any member that has applied it can answer. While one page is looked at, the next is fetched.
 *
 * <p>Not thread-safe. Holds at most two pages.
 */
final class PageIterator implements Iterator<RangeResult> {
    private final Cluster cluster;
    private final CallOptions options;
    private final PageSize size = new PageSize();
    private @Nullable Call<RangeResult> coming;
    private Range rest;

    PageIterator(Cluster cluster, CallOptions options, Range range) {
        if (!range.order().equals(Range.Order.BY_KEY)) {
            throw new InvalidArgumentException(
                    "range.order", "only ascending by key can be read in pages, not " + range.order());
        }
        this.cluster = cluster;
        this.options = options;
        this.rest = range;
        this.coming = size.ask(cluster, range, options);
    }

    static Stream<KeyValue> stream(Iterator<RangeResult> pages) {
        int traits = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(pages, traits), false)
                .flatMap(page -> page.entries().stream());
    }

    @Override
    public boolean hasNext() {
        return coming != null;
    }

    @Override
    public RangeResult next() {
        if (coming == null) {
            throw new NoSuchElementException();
        }
        RangeResult page = await(coming);
        size.seen(page);
        coming = null;
        boolean limitReached = rest.limit() > 0 && page.entries().size() >= rest.limit();
        if (page.nextKey().isPresent() && !limitReached) {
            rest = continued(page);
            coming = size.ask(cluster, rest, options);
        }
        return page;
    }

    private RangeResult await(Call<RangeResult> asked) {
        Call<RangeResult> call = asked;
        while (true) {
            try {
                return Deadlines.await(call);
            } catch (TooLargeException e) {
                if (!size.shrunkBy(e)) {
                    throw e;
                }
                call = size.ask(cluster, rest, options);
            }
        }
    }

    private Range continued(RangeResult page) {
        // What was read is fixed by its revision, so being local loses nothing, once the member has it.
        Range after = rest.after(page).consistency(Consistency.LOCAL).minRevision(page.revision());
        return rest.limit() == 0
                ? after
                : after.limit(rest.limit() - page.entries().size());
    }
}
