package io.ratiskv.client;

import io.ratiskv.client.cache.CachedValue;
import io.ratiskv.client.cache.NearCache;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;

/** The examples of docs/watches.md, each between two marks; {@link WatchesGuideTest} holds the two together. */
final class WatchesExample {
    private WatchesExample() {}

    static void iterator(KvClient db) throws InterruptedException {
        // guide:begin
        try (WatchStream changes = db.watch(Watch.prefix("conf/").withPrevious())) {
            while (true) {
                WatchItem item = changes.next();
                if (item instanceof WatchItem.Changes told) {
                    told.events().forEach(event -> System.out.println(event.type() + " " + event.key()));
                }
            }
        }
        // guide:end
    }

    static void callback(KvClient db) {
        // guide:begin
        WatchHandle watch = db.watch(Watch.key("flag"), new WatchListener() {
            @Override
            public void told(WatchItem item) {
                System.out.println(db.get("flag"));
            }

            @Override
            public void ended(Optional<Throwable> reason) {
                reason.ifPresent(Throwable::printStackTrace);
            }
        });
        // guide:end
        watch.close();
    }

    static void publisher(KvClient db, Flow.Subscriber<WatchItem> subscriber) {
        // guide:begin
        db.publish(Watch.prefix("jobs/").coalescing()).subscribe(subscriber);
        // guide:end
    }

    static void follower(KvClient db) throws InterruptedException {
        // guide:begin
        Map<Bytes, Bytes> held = new HashMap<>();
        long part = 0;
        try (WatchStream changes = db.watch(Watch.prefix("conf/").fromSnapshot())) {
            while (true) {
                WatchItem item = changes.next();
                if (item instanceof WatchItem.Snapshot || item instanceof WatchItem.Reset) {
                    if (item.revision() != part) {
                        held.clear();
                        part = item.revision();
                    }
                    (item instanceof WatchItem.Snapshot state ? state.entries() : ((WatchItem.Reset) item).entries())
                            .forEach(entry -> held.put(entry.key(), entry.value()));
                } else if (item instanceof WatchItem.Changes told) {
                    told.events().forEach(event -> {
                        if (event.isPut()) {
                            held.put(event.key(), event.keyValue().value());
                        } else {
                            held.remove(event.key());
                        }
                    });
                }
            }
        }
        // guide:end
    }

    static void resume(KvClient db, long bookmark) throws InterruptedException {
        // guide:begin
        try (WatchStream changes = db.watch(Watch.prefix("orders/").from(bookmark + 1))) {
            WatchItem item = changes.next();
            System.out.println(item + "; next time from " + (changes.revision() + 1));
        }
        // guide:end
    }

    static void cache(KvClient db) {
        // guide:begin
        try (NearCache settings = NearCache.of(db, KeyRange.prefix("conf/"))
                .maxAge(Duration.ofSeconds(2))
                .entriesMax(1_000)
                .build()) {
            CachedValue color = settings.get("conf/color");
            color.entry()
                    .ifPresent(entry -> System.out.println(entry.valueText() + ", at most " + color.age() + " old"));
        }
        // guide:end
    }
}
