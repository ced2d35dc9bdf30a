package io.ratiskv.cli.bench.store;

import io.ratiskv.cli.bench.load.Data;
import io.ratiskv.client.Event;
import io.ratiskv.client.WatchItem;
import io.ratiskv.client.WatchListener;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** Tells the numbers of the keys that were put. Thread: the client's, one at a time. */
final class PutListener implements WatchListener {
    private final Data data;
    private final IntConsumer onPut;
    private final CompletableFuture<Boolean> opened;

    /** @param opened completed when the watch is there, or has ended before */
    PutListener(Data data, IntConsumer onPut, CompletableFuture<Boolean> opened) {
        this.data = data;
        this.onPut = onPut;
        this.opened = opened;
    }

    @Override
    public void told(WatchItem item) {
        if (item instanceof WatchItem.Changes changes) {
            for (Event event : changes.events()) {
                if (event.isPut()) {
                    onPut.accept(data.number(event.key().toArray()));
                }
            }
        }
        opened.complete(true);
    }

    @Override
    public void ended(Optional<Throwable> reason) {
        opened.completeExceptionally(reason.orElseGet(() -> new IllegalStateException("the watch was closed")));
    }
}
