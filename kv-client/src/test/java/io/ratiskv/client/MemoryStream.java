package io.ratiskv.client;

import java.time.Duration;
import java.util.Optional;

/** A watch of the history of a {@link MemoryDb}. */
final class MemoryStream implements WatchStream {
    private final MemoryDb db;
    private final Watch watch;
    private boolean snapshot;
    private long told;
    private volatile boolean closed;

    MemoryStream(MemoryDb db, Watch watch) {
        this.db = db;
        this.watch = watch;
        this.snapshot = watch.snapshot();
        this.told = watch.fromRevision() > 0 ? watch.fromRevision() - 1 : db.revision();
        db.watches(watch, true);
    }

    @Override
    public WatchItem next() throws InterruptedException {
        return poll(Duration.ofDays(1)).orElseThrow();
    }

    @Override
    public Optional<WatchItem> poll(Duration patience) throws InterruptedException {
        return db.await(this::item, patience);
    }

    private Optional<WatchItem> item() {
        if (closed) {
            throw new ClientClosedException("the watch is closed", Outcome.NOT_APPLIED, null);
        }
        Optional<WatchItem> item;
        if (snapshot) {
            RangeResult now = db.range(Range.of(watch.keys()));
            item = Optional.of(new WatchItem.Snapshot(now.revision(), now.entries(), true));
            snapshot = false;
        } else {
            item = db.next(watch, told);
        }
        item.ifPresent(next -> told = next.revision());
        return item;
    }

    @Override
    public long revision() {
        return told;
    }

    @Override
    public void requestProgress() {}

    @Override
    public void close() {
        closed = true;
        db.watches(watch, false);
    }
}
