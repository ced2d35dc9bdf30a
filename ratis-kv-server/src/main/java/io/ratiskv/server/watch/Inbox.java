package io.ratiskv.server.watch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for the hub, in the order in which it came: applied events, at most so many bytes of them, and calls, each of
 * which somebody waits for or which comes at most once for each watch or connection. Events for which there is no room
 * leave a gap in their place; whoever hands them over never waits.
 *
 * <p>Thread: any; {@link #take} the hub's.
 */
final class Inbox {
    /** One thing to deal with: exactly one of the three that can be null is set. */
    record Item(
            @Nullable EventBatch events,
            long bytes,
            @Nullable Gap gap,
            @Nullable Runnable call) {}

    /** What happened up to a revision was not handed over. */
    record Gap(long revision, long compactRevision) {}

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final Executor thread;
    private final Runnable round;
    private final long bytesMax;
    private final Deque<Item> items = new ArrayDeque<>();
    private long bytes;
    private @Nullable Gap gap;
    private boolean scheduled;
    private long overflows;

    /** @param round empties the inbox, run by {@code thread} */
    Inbox(Executor thread, long bytesMax, Runnable round) {
        this.thread = thread;
        this.bytesMax = bytesMax;
        this.round = round;
    }

    void events(EventBatch batch) {
        long size = batch.sizeBytes();
        synchronized (items) {
            if (bytes + size > bytesMax) {
                overflows++;
                gap = new Gap(batch.revision(), batch.compactRevision());
            } else {
                settleGap();
                bytes += size;
                items.add(new Item(batch, size, null, null));
            }
            schedule();
        }
    }

    /** @param hurry whether somebody watches who must hear of it */
    void gap(Gap wider, boolean hurry) {
        synchronized (items) {
            gap = wider;
            if (hurry) {
                schedule();
            }
        }
    }

    void call(Runnable call) {
        synchronized (items) {
            settleGap();
            items.add(new Item(null, 0, null, call));
            schedule();
        }
    }

    /** The next thing; null if there is none, and then the next one that comes starts a round. */
    @Nullable
    Item take() {
        synchronized (items) {
            if (items.isEmpty()) {
                settleGap();
            }
            Item item = items.poll();
            if (item == null) {
                scheduled = false;
                return null;
            }
            bytes -= item.bytes();
            return item;
        }
    }

    /** Another round: the last one has left something. */
    void again() {
        try {
            thread.execute(round);
        } catch (RejectedExecutionException e) {
            LOG.debug("Nobody is told of changes any more: the member is stopping");
        }
    }

    /** Batches of events that were dropped for want of room. */
    long overflows() {
        synchronized (items) {
            return overflows;
        }
    }

    private void settleGap() {
        if (gap != null) {
            items.add(new Item(null, 0, gap, null));
            gap = null;
        }
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            again();
        }
    }
}
