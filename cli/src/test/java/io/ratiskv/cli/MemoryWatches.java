package io.ratiskv.cli;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.CompactedException;
import io.ratiskv.client.Event;
import io.ratiskv.client.FutureRevisionException;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchItem;
import io.ratiskv.client.WatchStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Watches of a store in memory. Everything under the store's monitor. */
final class MemoryWatches {
    private final MemoryKv store;
    private final TreeMap<Long, List<Event>> changes = new TreeMap<>();
    private final List<Stream> open = new ArrayList<>();
    private long compacted;

    MemoryWatches(MemoryKv store) {
        this.store = store;
    }

    void changed(long revision, Event event) {
        changes.computeIfAbsent(revision, at -> new ArrayList<>()).add(event);
        store.notifyAll();
    }

    void compact(long revision) {
        synchronized (store) {
            changes.headMap(revision, true).clear();
            compacted = revision;
        }
    }

    int open() {
        synchronized (store) {
            return open.size();
        }
    }

    WatchStream open(Watch watch) {
        synchronized (store) {
            Stream stream = new Stream(watch);
            open.add(stream);
            return stream;
        }
    }

    void closeAll() {
        synchronized (store) {
            List.copyOf(open).forEach(Stream::close);
        }
    }

    private final class Stream implements WatchStream {
        private final Watch watch;
        private long told;
        private boolean begun;
        private boolean closed;

        Stream(Watch watch) {
            this.watch = watch;
            this.told = watch.fromRevision() > 0 ? watch.fromRevision() - 1 : store.revision();
        }

        @Override
        public WatchItem next() throws InterruptedException {
            synchronized (store) {
                while (true) {
                    Optional<WatchItem> item = now();
                    if (item.isPresent()) {
                        return item.get();
                    }
                    store.wait();
                }
            }
        }

        @Override
        public Optional<WatchItem> poll(Duration patience) {
            synchronized (store) {
                return now();
            }
        }

        private Optional<WatchItem> now() {
            if (closed) {
                throw new ClientClosedException("closed", Outcome.NOT_APPLIED, null);
            }
            if (told > store.revision()) {
                throw new FutureRevisionException(
                        "FUTURE_REVISION: the newest is " + store.revision(), store.revision(), null);
            }
            if (!begun) {
                begun = true;
                return Optional.of(watch.snapshot() ? snapshot() : new WatchItem.Progress(told));
            }
            if (compacted > told) {
                return Optional.of(reset());
            }
            return told();
        }

        private Optional<WatchItem> told() {
            for (Map.Entry<Long, List<Event>> next :
                    changes.tailMap(told, false).entrySet()) {
                List<Event> events = next.getValue().stream()
                        .filter(event -> watch.keys().contains(event.key()))
                        .filter(event -> event.isPut() ? watch.puts() : watch.deletes())
                        .map(event ->
                                watch.previous() ? event : new Event(event.type(), event.keyValue(), Optional.empty()))
                        .toList();
                told = next.getKey();
                if (!events.isEmpty()) {
                    return Optional.of(new WatchItem.Changes(told, events));
                }
            }
            return Optional.empty();
        }

        private List<KeyValue> state() {
            RangeResult all = store.range(Range.of(watch.keys()));
            told = all.revision();
            return all.entries();
        }

        private WatchItem snapshot() {
            return new WatchItem.Snapshot(told, state(), true);
        }

        private WatchItem reset() {
            if (!watch.resets()) {
                throw new CompactedException("COMPACTED: up to " + compacted, compacted, null);
            }
            List<KeyValue> state = state();
            return new WatchItem.Reset(told, state, true, List.of(Bytes.of("gone")), true, compacted);
        }

        @Override
        public long revision() {
            return told;
        }

        @Override
        public void requestProgress() {}

        @Override
        public void close() {
            synchronized (store) {
                closed = true;
                open.remove(this);
                store.notifyAll();
            }
        }
    }
}
