package io.ratiskv.server.watch;

import io.ratiskv.server.mvcc.KeyEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What all watches of one {@link Selection} share: events that are not encoded yet, and the recent frames that one of
 * them still needs. A watch that is told of changes as they are applied knows the number of the frame that comes next.
 *
 * <p>Thread: {@code watch}.
 */
final class Interest {
    /** What a frame takes beside its bytes, about. */
    private static final int FRAME_OVERHEAD_BYTES = 128;

    private final Selection selection;
    private final List<Watcher> watchers = new ArrayList<>();
    private final List<KeyEvent> unsealed = new ArrayList<>();
    private final FrameRing recent = new FrameRing();

    /** Every event after this revision, up to the newest that is sealed, is in {@link #recent}. */
    private long complete;

    /** Watches that read history to join here. */
    private int joining;

    /** @param revision the newest that is sealed */
    Interest(Selection selection, long revision) {
        this.selection = selection;
        this.complete = revision;
    }

    Selection selection() {
        return selection;
    }

    List<Watcher> watchers() {
        return watchers;
    }

    void add(Watcher watcher) {
        watcher.place = watchers.size();
        watchers.add(watcher);
    }

    void remove(Watcher watcher) {
        Watcher last = watchers.remove(watchers.size() - 1);
        if (last != watcher) {
            watchers.set(watcher.place, last);
            last.place = watcher.place;
        }
    }

    void joining(int more) {
        joining += more;
    }

    /** Takes an event that lies in its range. Returns whether it is the first one that is not sealed. */
    boolean take(KeyEvent event) {
        if (!selection.takes(event)) {
            return false;
        }
        unsealed.add(event);
        return unsealed.size() == 1;
    }

    /**
     * Makes frames of what was taken after one revision up to another; none if nobody would be told them.
     *
     * @param made is told the memory that a frame takes, before the next one is made
     */
    void seal(FrameEncoder encoder, long after, long upTo, LongConsumer made) {
        if (isFollowed()) {
            encoder.applied(unsealed, selection.previous(), after, upTo, frame -> {
                recent.add(frame);
                made.accept(bytesOf(frame));
            });
        } else {
            complete = upTo;
        }
        unsealed.clear();
    }

    /** Whether a watch is told of changes as they are applied, or may be when it joins. */
    private boolean isFollowed() {
        return joining > 0 || watchers.stream().anyMatch(Watcher::isSynced);
    }

    /** Number that the next frame will get. */
    long end() {
        return recent.end();
    }

    boolean has(long number) {
        return number >= recent.first();
    }

    EventFrame frame(long number) {
        return recent.get(number);
    }

    /**
     * Where a watch that was told everything up to a revision, and nothing after it, goes on; -1 if that cannot be told
     * from the recent frames.
     *
     * @param sealed the newest revision that is sealed
     */
    long join(long revision, long sealed) {
        if (revision < complete || revision > sealed) {
            return -1;
        }
        long number = recent.firstAfter(revision);
        // A frame that tells of something before, too, would tell it twice.
        return number < end() && recent.get(number).firstRevision() <= revision ? -1 : number;
    }

    boolean isHolding() {
        return recent.end() > recent.first();
    }

    /** Whether a watch needs the recent frames, or may when it joins. */
    boolean isNeeded() {
        if (joining > 0) {
            return true;
        }
        long end = end();
        for (Watcher watcher : watchers) {
            if (watcher.isSynced() && watcher.nextFrame < end) {
                return true;
            }
        }
        return false;
    }

    /** Drops the oldest frame. Returns the memory that it took. */
    long dropOldest() {
        EventFrame dropped = recent.removeFirst();
        complete = Math.max(complete, dropped.lastRevision());
        return bytesOf(dropped);
    }

    /** Events up to {@code revision} were not seen: what is there leads nowhere. Returns the memory that was freed. */
    long breakAt(long revision) {
        long freed = dropAll();
        unsealed.clear();
        complete = revision;
        return freed;
    }

    /** Returns the memory that was freed. */
    long dropAll() {
        long freed = 0;
        while (isHolding()) {
            freed += dropOldest();
        }
        return freed;
    }

    private static long bytesOf(EventFrame frame) {
        return (long) frame.answerBytes() + FRAME_OVERHEAD_BYTES;
    }
}
