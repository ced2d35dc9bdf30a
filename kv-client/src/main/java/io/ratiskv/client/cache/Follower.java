package io.ratiskv.client.cache;

import io.ratiskv.client.WatchItem;
import io.ratiskv.client.WatchListener;
import java.util.List;
import java.util.Optional;

/** Applies what the watch tells. */
final class Follower implements WatchListener {
    private final Contents contents;

    Follower(Contents contents) {
        this.contents = contents;
    }

    @Override
    public void told(WatchItem item) {
        if (item instanceof WatchItem.Changes changed) {
            contents.told(changed.revision(), changed.events());
        } else if (item instanceof WatchItem.Reset reset) {
            contents.reset(reset.revision(), reset.last());
        } else {
            contents.told(item.revision(), List.of());
        }
    }

    @Override
    public void ended(Optional<Throwable> reason) {
        contents.endFollowing();
    }
}
