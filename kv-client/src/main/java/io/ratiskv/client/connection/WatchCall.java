package io.ratiskv.client.connection;

import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.WatchItem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A watch under way, as those see it who take what it tells. Items wait here until they are taken; only then may members
 * send more, so that what waits is bounded by the watch's window and one frame. Thread-safe.
 */
public final class WatchCall {
    /** Where items come from; called on the thread of whoever takes them. */
    interface Source {
        /** So many bytes of what {@code from} has told were consumed. */
        void consumed(WatchAttempt from, long bytes);

        void requestProgress();

        void close();
    }

    private record Waiting(WatchItem item, long bytes, WatchAttempt from) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Runnable ready;
    private volatile @Nullable Source source;
    private volatile @Nullable KvException end;
    private volatile long revision;

    /**
     * @param ready told, on the network thread mostly, whenever there may be an item, or the end; must not wait
     */
    WatchCall(Runnable ready) {
        this.ready = ready;
    }

    /** The next item, if there is one now. */
    public Optional<WatchItem> poll() {
        Waiting next;
        lock.lock();
        try {
            next = waiting.poll();
            if (next != null) {
                revision = bookmark(next.item());
            }
        } finally {
            lock.unlock();
        }
        Source from = source;
        if (next == null || from == null) {
            return Optional.empty();
        }
        from.consumed(next.from(), next.bytes());
        return Optional.of(next.item());
    }

    /** Why no further item comes; empty as long as there may be one. */
    public Optional<KvException> end() {
        KvException reason = end;
        lock.lock();
        try {
            return waiting.isEmpty() ? Optional.ofNullable(reason) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Everything up to this revision was told by items that were taken; 0 before the first. */
    public long revision() {
        return revision;
    }

    public void requestProgress() {
        Source to = source;
        if (to != null && end == null) {
            to.requestProgress();
        }
    }

    /** Ends it; what waits is dropped. */
    public void close() {
        endNow(new ClientClosedException("the watch was closed", Outcome.NOT_APPLIED, null));
        Source to = source;
        if (to != null) {
            to.close();
        }
    }

    void start(Source newSource) {
        source = newSource;
    }

    /** Returns how many bytes need not wait: those of a progress mark that a newer one replaces. */
    long offer(WatchItem item, long bytes, WatchAttempt from) {
        long replaced = 0;
        lock.lock();
        try {
            if (end != null) {
                return bytes;
            }
            Waiting last = waiting.peekLast();
            if (item instanceof WatchItem.Progress && last != null && last.item() instanceof WatchItem.Progress) {
                waiting.removeLast();
                replaced = last.from() == from ? last.bytes() : 0;
            }
            waiting.add(new Waiting(item, bytes, from));
        } finally {
            lock.unlock();
        }
        ready.run();
        return replaced;
    }

    boolean isDrained() {
        lock.lock();
        try {
            return waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Items that wait can still be taken. */
    void endAfterwards(KvException reason) {
        end(reason, false);
    }

    void endNow(KvException reason) {
        end(reason, true);
    }

    private void end(KvException reason, boolean now) {
        lock.lock();
        try {
            if (end == null) {
                end = reason;
            }
            if (now) {
                waiting.clear();
            }
        } finally {
            lock.unlock();
        }
        ready.run();
    }

    private long bookmark(WatchItem item) {
        boolean partOfState = (item instanceof WatchItem.Snapshot snapshot && !snapshot.last())
                || (item instanceof WatchItem.Reset reset && !reset.last());
        return partOfState ? revision : item.revision();
    }
}
