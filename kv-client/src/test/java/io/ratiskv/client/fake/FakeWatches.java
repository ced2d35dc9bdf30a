package io.ratiskv.client.fake;

import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.WatchControlRequest;
import io.ratiskv.protocol.WatchControlResponse;
import io.ratiskv.protocol.WatchListResponse;
import io.ratiskv.protocol.WatchResponse;
import io.ratiskv.protocol.WatchStatus;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** The watches of a fake member. */
public final class FakeWatches {
    /** What becomes of a frame that a watch tells. */
    public enum Fate {
        SEND,
        /** The connection breaks before it. */
        CUT,
        /** The connection breaks after it. */
        SEND_AND_CUT,
        /** The connection breaks within it. */
        TEAR,
        /** Neither it nor anything later is told, while everything else is served. */
        STALL
    }

    /** Lets nobody pass while the member is paused. */
    interface Pause {
        void await() throws InterruptedException;
    }

    private final FakeStore store;
    private final Pause resumed;
    private final List<Open> open = new CopyOnWriteArrayList<>();
    private volatile Function<WatchResponse, Fate> script = frame -> Fate.SEND;
    private volatile int listedMax = Integer.MAX_VALUE;
    private volatile boolean forgets = true;
    private volatile int eventsPerFrame = 1_000;
    private volatile int revisionsPerFrame = 1;

    /** @param resumed waits while the member is paused */
    FakeWatches(FakeStore store, Pause resumed) {
        this.store = store;
        this.resumed = resumed;
    }

    /** From now on, for each frame of each watch. */
    public FakeWatches script(Function<WatchResponse, Fate> newScript) {
        script = newScript;
        return this;
    }

    /** How frames are cut: revisions that may share one, and events beyond which a revision is told in fragments. */
    public FakeWatches frames(int newRevisionsPerFrame, int newEventsPerFrame) {
        revisionsPerFrame = newRevisionsPerFrame;
        eventsPerFrame = newEventsPerFrame;
        return this;
    }

    /** Has not applied any compaction yet, and so still tells what others have forgotten. */
    public void lagsBehindCompaction() {
        forgets = false;
    }

    /** Breaks the connections of those that are open. */
    public void cut() {
        for (Open one : open) {
            try {
                one.out.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public int open() {
        return open.size();
    }

    /** Most bytes that any of those that are open had told ahead. */
    public long windowUsedMax() {
        return open.stream().mapToLong(one -> one.watch.windowUsedMax()).max().orElse(0);
    }

    void open(Request request, DataOutputStream out) {
        Open one = new Open(request, out);
        open.add(one);
        FakeMember.start(one::tell, "fake-watch");
    }

    Response control(WatchControlRequest control, DataOutputStream out) {
        boolean found = false;
        for (Open one : open) {
            if (one.out == out && one.watch.id() == control.getWatch()) {
                found = true;
                one.watch.control(control);
            }
        }
        return Response.newBuilder()
                .setWatchControl(WatchControlResponse.newBuilder().setFound(found))
                .build();
    }

    /** No more fit into an answer. */
    public void listedMax(int max) {
        listedMax = max;
    }

    Response list() {
        WatchListResponse.Builder list = WatchListResponse.newBuilder();
        open.stream()
                .limit(listedMax)
                .forEach(one -> list.addWatches(WatchStatus.newBuilder()
                        .setName(one.watch.request().getName())
                        .setKey(one.watch.request().getKey())
                        .setRangeEnd(one.watch.request().getRangeEnd())
                        .setRevision(store.revision())
                        .setSynced(true)));
        list.setLeftOut(open.size() - list.getWatchesCount());
        return Response.newBuilder().setWatchList(list).build();
    }

    /** The connection is over. */
    void left(DataOutputStream out) {
        open.stream().filter(one -> one.out == out).forEach(one -> one.watch.cancel());
    }

    private final class Open implements FakeWatch.Teller {
        private final FakeWatch watch;
        private final DataOutputStream out;

        Open(Request request, DataOutputStream out) {
            this.out = out;
            this.watch = new FakeWatch(this, request);
        }

        void tell() {
            try {
                watch.run();
            } catch (IOException | InterruptedException over) {
                watch.cancel();
            } finally {
                open.remove(this);
            }
        }

        @Override
        public FakeStore store() {
            return store;
        }

        @Override
        public Fate fate(WatchResponse frame) {
            return script.apply(frame);
        }

        @Override
        public long compacted() {
            return forgets ? store.compacted() : 0;
        }

        @Override
        public int eventsPerFrame() {
            return eventsPerFrame;
        }

        @Override
        public int revisionsPerFrame() {
            return revisionsPerFrame;
        }

        @Override
        public void send(Response response) throws IOException, InterruptedException {
            resumed.await();
            FakeMember.write(out, response);
        }

        @Override
        public void cut(boolean torn) throws IOException {
            if (torn) {
                synchronized (out) {
                    out.writeInt(1_000);
                    out.write(new byte[10]);
                }
            }
            out.close();
        }
    }
}
