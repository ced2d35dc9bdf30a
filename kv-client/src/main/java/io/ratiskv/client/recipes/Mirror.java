package io.ratiskv.client.recipes;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Event;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchHandle;
import io.ratiskv.client.WatchItem;
import io.ratiskv.client.WatchListener;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A range as it is now, told to an observer whenever what is derived from it has changed. Thread: the one that tells the
 * watch's listener.
 *
 * @param <T> what is derived
 */
final class Mirror<T> implements WatchListener {
    private final Function<Collection<KeyValue>, T> derive;
    private final Observer<? super T> observer;
    private NavigableMap<Bytes, KeyValue> entries = new TreeMap<>();
    private NavigableMap<Bytes, KeyValue> arriving = new TreeMap<>();
    private long arrivingRevision;
    private @Nullable T told;

    Mirror(Function<Collection<KeyValue>, T> derive, Observer<? super T> observer) {
        this.derive = derive;
        this.observer = observer;
    }

    static <T> WatchHandle open(
            KvClient db,
            KeyRange keys,
            String name,
            Function<Collection<KeyValue>, T> derive,
            Observer<? super T> observer) {
        return db.watch(Watch.of(keys).fromSnapshot().named(name), new Mirror<T>(derive, observer));
    }

    @Override
    public void told(WatchItem item) {
        // No exhaustive switch over sealed types on Java 17.
        if (item instanceof WatchItem.Snapshot part) {
            arrived(part.revision(), part.entries(), part.last());
        } else if (item instanceof WatchItem.Reset part) {
            arrived(part.revision(), part.entries(), part.last());
        } else if (item instanceof WatchItem.Changes changes) {
            changes.events().forEach(this::apply);
            tell();
        }
    }

    private void arrived(long revision, List<KeyValue> part, boolean last) {
        if (revision != arrivingRevision) {
            // It begins anew: what was there at another revision may be gone at this one.
            arriving = new TreeMap<>();
            arrivingRevision = revision;
        }
        part.forEach(entry -> arriving.put(entry.key(), entry));
        if (last) {
            entries = arriving;
            arriving = new TreeMap<>();
            tell();
        }
    }

    private void apply(Event event) {
        if (event.isPut()) {
            entries.put(event.key(), event.keyValue());
        } else {
            entries.remove(event.key());
        }
    }

    private void tell() {
        T now = derive.apply(Collections.unmodifiableCollection(entries.values()));
        if (!now.equals(told)) {
            told = now;
            observer.told(now);
        }
    }

    @Override
    public void ended(Optional<Throwable> reason) {
        observer.ended(reason);
    }
}
