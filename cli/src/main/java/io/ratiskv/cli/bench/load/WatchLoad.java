package io.ratiskv.cli.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Writes keys in turn while watchers of all of them listen. An event's key names its put: a key comes round again long after
 * its event was told, or the events are so late that it does not matter any more.
 */
final class WatchLoad implements Operation, AutoCloseable {
    private final Target target;
    private final Data data;
    private final Phases events;
    private final KeyChooser keys;
    /** When each key's newest put was issued or due; 0: never. */
    private final AtomicLongArray putNanos;

    private final LongAdder told = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final List<AutoCloseable> watches = new ArrayList<>();

    /** @param events where what watchers are told is counted */
    WatchLoad(Target target, Data data, Phases events) {
        this.target = target;
        this.data = data;
        this.events = events;
        this.keys = KeyChooser.inTurn(data.keys());
        this.putNanos = new AtomicLongArray(data.keys());
    }

    /** Returns when all watches are there. */
    void open(int watchers) {
        List<CompletableFuture<AutoCloseable>> opening = new ArrayList<>();
        for (int i = 0; i < watchers; i++) {
            opening.add(target.watch(i, this::told));
        }
        opening.forEach(watch -> watches.add(watch.join()));
    }

    private void told(int key) {
        long put = key >= 0 && key < putNanos.length() ? putNanos.get(key) : 0;
        // A key that this run has not written: somebody else's.
        if (put != 0) {
            told.increment();
            Meter meter = events.current();
            meter.took(System.nanoTime() - put);
            meter.completed();
        }
    }

    @Override
    public CompletableFuture<?> issue(Lane lane) {
        int key = keys.next(lane.random());
        putNanos.set(key, lane.begunNanos());
        return target.put(lane.number(), key, lane.random().nextInt(data.values()));
    }

    @Override
    public void answered(Lane lane, @Nullable Object answer, Meter meter) {
        acknowledged.increment();
    }

    /** Events of acknowledged puts that were not told yet. */
    long missing() {
        return Math.max(0, acknowledged.sum() * watches.size() - told.sum());
    }

    @Override
    public void close() {
        for (AutoCloseable watch : watches) {
            try {
                watch.close();
            } catch (Exception late) {
                throw new IllegalStateException("a watch does not close", late);
            }
        }
    }
}
