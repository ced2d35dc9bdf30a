package io.ratiskv.server.watch;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.WatchControlRequest;
import io.ratiskv.protocol.WatchListResponse;
import io.ratiskv.protocol.WatchRequest;
import io.ratiskv.server.propose.Alarm;
import io.ratiskv.server.propose.Refusal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This member's watches. Everything is done by the {@link WatchHub} on one thread of its own; this hands over to it.
 *
 * <p>A watch begins after everything that was acknowledged before it was asked for: what is applied comes here before
 * anybody is told that it is applied, so the hub has it before the watch.
 *
 * <p>Thread: any. Nothing blocks.
 */
public final class WatchService {
    private static final Logger LOG = LoggerFactory.getLogger(WatchService.class);

    /** Then connections are flushed, even if more waits. */
    private static final int ITEMS_PER_ROUND = 64;

    private static final long TICK_NANOS = Duration.ofMillis(50).toNanos();

    private final WatchParts parts;
    private final WatchBarrier barrier;
    private final LongSupplier nanoTime;
    private final Alarm alarm;
    private final Inbox inbox;
    private final WatchHub hub;
    private final AtomicBoolean ticking = new AtomicBoolean();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile WatchFigures figures = WatchFigures.NONE;
    private volatile int watches;
    private volatile long recentBytes;
    private volatile long lastTickNanos;

    /**
     * @param thread runs one task at a time
     * @param pool reads history; bounded, may reject
     * @param alarm has {@link #tick} run
     */
    public WatchService(
            WatchLimits configured,
            WatchParts parts,
            WatchBarrier barrier,
            HistorySource history,
            Executor thread,
            Executor pool,
            LongSupplier nanoTime,
            Alarm alarm) {
        WatchLimits limits = parts.limits(configured);
        this.parts = parts;
        this.barrier = barrier;
        this.nanoTime = nanoTime;
        this.alarm = alarm;
        this.lastTickNanos = nanoTime.getAsLong();
        this.inbox = new Inbox(thread, limits.handOverBytesMax(), this::round);
        this.hub = new WatchHub(limits, parts, history, pool, inbox::call, nanoTime);
    }

    // ---- what is applied --------------------------------------------------------------------------------------

    /** Whether somebody watches: else events need not be handed over. */
    public boolean isWanted() {
        return watches > 0;
    }

    /**
     * These were applied and are visible to readers. Each batch follows where the one before it, or a skip, has ended.
     * Thread: apply.
     */
    public void changed(EventBatch batch) {
        inbox.events(parts.applied(batch));
    }

    /**
     * The store is at {@code revision}; what happened until then is not handed over and can be read from history. Thread:
     * apply, or whoever opens a store.
     */
    public void skipped(long revision, long compactRevision) {
        inbox.gap(new Inbox.Gap(revision, compactRevision), isWanted());
    }

    // ---- what clients want ------------------------------------------------------------------------------------

    /**
     * Opens a watch.
     *
     * @param request valid by itself
     * @param link its connection
     * @param id its request's id
     */
    public void open(WatchRequest request, WatchLink link, long id, long deadlineNanos, WatchReply reply) {
        inbox.call(() -> {
            Watcher watcher = hub.register(request, link, id, reply);
            if (watcher != null) {
                watches = hub.size();
                alarm.by(lastTickNanos + TICK_NANOS);
                barrier.await(
                        request.getMinRevision(),
                        deadlineNanos,
                        () -> inbox.call(() -> hub.opened(watcher)),
                        refusal -> inbox.call(() -> hub.refused(watcher, refusal)));
            }
        });
    }

    /** @param found is told whether there is such a watch of this connection, after it was done */
    public void control(WatchControlRequest request, WatchLink link, Consumer<Boolean> found) {
        inbox.call(() -> found.accept(hub.control(request, link)));
    }

    /** All watches of this member. */
    public CompletableFuture<WatchListResponse> list() {
        CompletableFuture<WatchListResponse> list = new CompletableFuture<>();
        inbox.call(() -> {
            try {
                list.complete(hub.list());
            } finally {
                list.completeExceptionally(new IllegalStateException("watches could not be listed"));
            }
        });
        return list;
    }

    /** The connection is gone. */
    public void closed(WatchLink link) {
        inbox.call(() -> hub.closed(link));
    }

    /** Ends all watches, those to come included, with this word. */
    public void shutDown(Refusal why) {
        inbox.call(() -> hub.shutDown(why));
    }

    /** Ends all watches with this word; further ones may be opened. */
    public void endAll(Refusal why) {
        inbox.call(() -> hub.endAll(why));
    }

    /** Lets time pass. Called when the alarm says so; without watches nobody needs it. */
    public void tick() {
        long now = nanoTime.getAsLong();
        if (watches == 0) {
            return;
        }
        if (now - lastTickNanos >= TICK_NANOS) {
            lastTickNanos = now;
            if (ticking.compareAndSet(false, true)) {
                inbox.call(() -> {
                    ticking.set(false);
                    hub.tick();
                });
            }
        }
        alarm.by(lastTickNanos + TICK_NANOS);
    }

    // ---- figures ----------------------------------------------------------------------------------------------

    /** Open watches. */
    public int watches() {
        return watches;
    }

    /** Memory that events take which are kept for watches that are a little behind; as of the last round. */
    public long recentBytes() {
        return recentBytes;
    }

    /** Batches of events that found no room on their way to the hub, and were read from history instead. */
    public long overflows() {
        return inbox.overflows();
    }

    /** All of them as of the last look; each call asks for the next look, so that asking never waits. */
    public WatchFigures figures() {
        if (looking.compareAndSet(false, true)) {
            inbox.call(() -> {
                looking.set(false);
                figures = hub.figures(inbox.overflows());
            });
        }
        return figures;
    }

    // ---- the thread -------------------------------------------------------------------------------------------

    private void round() {
        boolean empty = false;
        try {
            hub.beginRound();
            for (int i = 0; i < ITEMS_PER_ROUND && !empty; i++) {
                Inbox.Item item = inbox.take();
                empty = item == null;
                if (item != null) {
                    handle(item);
                }
            }
            hub.endRound();
        } catch (Throwable e) {
            // Errors, too: a watch that neither goes on nor ends is the one thing that must not be. What the hub knows
            // is
            // no longer to be trusted: the clients begin anew where they were.
            hub.abandonAll(Refusal.of(ErrorCode.INTERNAL, "watching failed on this member: " + e));
            LOG.error("Telling of changes failed; all watches of this member have ended", e);
        } finally {
            watches = hub.size();
            recentBytes = hub.recentBytes();
            if (!empty) {
                inbox.again();
            }
        }
    }

    private void handle(Inbox.Item item) {
        EventBatch batch = item.events();
        Inbox.Gap gap = item.gap();
        Runnable call = item.call();
        if (batch != null) {
            hub.applied(batch);
        } else if (gap != null) {
            hub.skipped(gap.revision(), gap.compactRevision());
        } else if (call != null) {
            call.run();
        }
    }
}
