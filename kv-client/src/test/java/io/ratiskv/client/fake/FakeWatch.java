package io.ratiskv.client.fake;

import io.ratiskv.client.fake.FakeWatches.Fate;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Event;
import io.ratiskv.protocol.KeyValue;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.WatchControlRequest;
import io.ratiskv.protocol.WatchRequest;
import io.ratiskv.protocol.WatchResponse;
import io.ratiskv.protocol.WatchResponse.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One watch of one connection, told by a thread of its own as the protocol describes it, and as its script has it. */
final class FakeWatch {
    /** The member that it is at, and how that tells. */
    interface Teller {
        FakeStore store();

        Fate fate(WatchResponse frame);

        int eventsPerFrame();

        int revisionsPerFrame();

        void send(Response response) throws IOException, InterruptedException;

        void cut(boolean torn) throws IOException;
    }

    private static final int PAGE_ENTRIES = 3;
    private static final int WINDOW_MAX = 64 * 1024;

    private final Teller teller;
    private final FakeStore store;
    private final Request request;
    private final WatchRequest watch;
    private final int window;
    private final long progressMillis;
    private long told;
    private long sentBytes;
    private long consumedBytes;
    private long windowUsedMax;
    private boolean progressWanted;
    private boolean cancelled;
    private boolean stalled;

    FakeWatch(Teller teller, Request request) {
        this.teller = teller;
        this.store = teller.store();
        this.request = request;
        this.watch = request.getWatch();
        this.window = watch.getWindowBytes() == 0 ? WINDOW_MAX : Math.min(WINDOW_MAX, watch.getWindowBytes());
        this.progressMillis = watch.getProgressMs() == 0 ? 5_000 : watch.getProgressMs();
    }

    long id() {
        return request.getRequestId();
    }

    WatchRequest request() {
        return watch;
    }

    long windowUsedMax() {
        synchronized (store) {
            return windowUsedMax;
        }
    }

    void control(WatchControlRequest control) {
        synchronized (store) {
            consumedBytes += control.getConsumedBytes();
            progressWanted |= control.getProgress();
            cancelled |= control.getCancel();
            store.notifyAll();
        }
    }

    void cancel() {
        synchronized (store) {
            cancelled = true;
            store.notifyAll();
        }
    }

    void run() throws IOException, InterruptedException {
        long now = store.revision();
        if (watch.getStartRevision() > now + 1) {
            fail(ErrorCode.FUTURE_REVISION, now);
            return;
        }
        told = watch.getStartRevision() > 0 ? watch.getStartRevision() - 1 : now;
        if (watch.getNoReset() && watch.getStartRevision() > 0 && store.compacted() > told) {
            fail(ErrorCode.COMPACTED, store.compacted());
            return;
        }
        send(frame(Kind.CREATED, told));
        if (watch.getSnapshot()) {
            state(Kind.SNAPSHOT, now, 0);
        }
        while (!isCancelled()) {
            if (store.compacted() > told) {
                if (watch.getNoReset()) {
                    fail(ErrorCode.COMPACTED, store.compacted());
                    return;
                }
                state(Kind.RESET, store.revision(), store.compacted());
            } else if (store.revision() > told) {
                events();
            } else {
                idle();
            }
        }
        teller.send(Response.newBuilder()
                .setRequestId(id())
                .setWatch(frame(Kind.CANCELED, told))
                .build());
    }

    private boolean isCancelled() {
        synchronized (store) {
            return cancelled;
        }
    }

    private void idle() throws IOException, InterruptedException {
        long dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(progressMillis);
        boolean due;
        synchronized (store) {
            long left = progressMillis;
            while (store.revision() == told && !cancelled && !progressWanted && left > 0) {
                store.wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(dueNanos - System.nanoTime());
            }
            due = store.revision() == told && !cancelled;
            progressWanted = false;
        }
        if (due) {
            send(frame(Kind.PROGRESS, told));
        }
    }

    private void state(Kind kind, long revision, long compactRevision) throws IOException, InterruptedException {
        List<KeyValue> all = store.entries(watch.getKey(), watch.getRangeEnd(), revision);
        int from = 0;
        do {
            int to = Math.min(all.size(), from + PAGE_ENTRIES);
            send(frame(kind, revision)
                    .addAllKvs(all.subList(from, to))
                    .setMore(to < all.size())
                    .setCompactRevision(compactRevision));
            from = to;
        } while (from < all.size());
        told = revision;
    }

    /** The events of the next few revisions, cut into frames whatever the revisions are. */
    private void events() throws IOException, InterruptedException {
        long upTo = Math.min(store.revision(), told + teller.revisionsPerFrame());
        List<Event> events = new ArrayList<>();
        for (long revision = told + 1; revision <= upTo; revision++) {
            events.addAll(wanted(revision));
        }
        int perFrame = teller.eventsPerFrame();
        int from = 0;
        while (events.size() - from > perFrame) {
            long last = events.get(from + perFrame - 1).getKv().getModRevision();
            boolean more = events.get(from + perFrame).getKv().getModRevision() == last;
            send(frame(Kind.EVENTS, last)
                    .addAllEvents(events.subList(from, from + perFrame))
                    .setMore(more));
            from += perFrame;
        }
        Kind kind = events.isEmpty() ? Kind.PROGRESS : Kind.EVENTS;
        send(frame(kind, upTo).addAllEvents(events.subList(from, events.size())));
        told = upTo;
    }

    private List<Event> wanted(long revision) {
        return store.events(watch.getKey(), watch.getRangeEnd(), revision).stream()
                .filter(event -> event.getType() == Event.Type.PUT ? !watch.getNoPut() : !watch.getNoDelete())
                .map(event -> watch.getPrevKv()
                        ? event
                        : event.toBuilder().clearPrevKv().build())
                .toList();
    }

    private static WatchResponse.Builder frame(Kind kind, long revision) {
        return WatchResponse.newBuilder().setKind(kind).setRevision(revision);
    }

    private void fail(ErrorCode code, long revision) throws IOException, InterruptedException {
        teller.send(Response.newBuilder()
                .setRequestId(id())
                .setError(Error.newBuilder().setCode(code).setMessage("fake").setRevision(revision))
                .build());
    }

    private void send(WatchResponse.Builder builder) throws IOException, InterruptedException {
        WatchResponse frame = builder.build();
        synchronized (store) {
            while (sentBytes - consumedBytes >= window && !cancelled) {
                store.wait();
            }
            if (stalled || cancelled) {
                stall();
                return;
            }
            sentBytes += frame.getSerializedSize();
            windowUsedMax = Math.max(windowUsedMax, sentBytes - consumedBytes);
        }
        Fate fate = teller.fate(frame);
        if (fate == Fate.STALL) {
            stalled = true;
            return;
        }
        if (fate == Fate.SEND || fate == Fate.SEND_AND_CUT) {
            teller.send(Response.newBuilder()
                    .setRequestId(id())
                    .setContinues(true)
                    .setWatch(frame)
                    .build());
        }
        if (fate != Fate.SEND) {
            teller.cut(fate == Fate.TEAR);
            cancel();
        }
    }

    /** Tells nothing more, until the connection ends. */
    private void stall() throws InterruptedException {
        synchronized (store) {
            while (!cancelled) {
                store.wait();
            }
        }
    }
}
