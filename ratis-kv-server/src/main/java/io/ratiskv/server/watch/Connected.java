package io.ratiskv.server.watch;

import java.util.HashMap;
import java.util.Map;

/** One connection's watches. Thread: {@code watch}. */
final class Connected {
    final WatchLink link;
    final Map<Long, Watcher> watchers = new HashMap<>();

    /** It was told something that is not flushed yet. */
    boolean touched;

    /** It will say when its client takes more again. */
    boolean waiting;

    Connected(WatchLink link) {
        this.link = link;
    }
}
