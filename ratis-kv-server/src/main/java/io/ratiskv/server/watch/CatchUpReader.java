package io.ratiskv.server.watch;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ratiskv.server.mvcc.ChangePage;
import io.ratiskv.server.mvcc.CompactedException;
import io.ratiskv.server.mvcc.HistoryPosition;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.KeyVersion;
import io.ratiskv.server.mvcc.RangePage;
import io.ratiskv.server.watch.CatchUp.Outcome;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads history for watches that are behind, a page at a time, on the threads that serve reads: they touch the disk, and
 * the store is closed only after them. Few pages are read at a time, so that a read never waits behind many. Watches that
 * have fallen behind together are at the same place and share what is read.
 *
 * <p>Thread: {@code watch}; reading itself on the pool.
 */
final class CatchUpReader {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUpReader.class);

    private final HistorySource history;
    private final FrameEncoder encoder;
    private final WatchLimits limits;
    private final Executor pool;
    private final BiConsumer<CatchUp, Outcome> done;
    private final Map<CatchUp.Page, CatchUp> open = new HashMap<>();
    private final Deque<CatchUp> queue = new ArrayDeque<>();
    private int running;

    /** @param done called on the pool */
    CatchUpReader(
            HistorySource history,
            FrameEncoder encoder,
            WatchLimits limits,
            Executor pool,
            BiConsumer<CatchUp, Outcome> done) {
        this.history = history;
        this.encoder = encoder;
        this.limits = limits;
        this.pool = pool;
        this.done = done;
    }

    /** The watch wants this page. */
    void want(CatchUp.Page page, Watcher watcher) {
        CatchUp catchUp = open.get(page);
        if (catchUp == null) {
            catchUp = new CatchUp(page);
            open.put(page, catchUp);
            queue.add(catchUp);
        }
        catchUp.watchers.add(watcher);
        watcher.reading = catchUp;
    }

    /** The watch is gone. */
    void forget(Watcher watcher) {
        CatchUp catchUp = watcher.reading;
        if (catchUp != null) {
            catchUp.watchers.remove(watcher);
            watcher.reading = null;
        }
    }

    /** All watches are gone. */
    void forgetAll() {
        open.values().forEach(catchUp -> catchUp.watchers.clear());
    }

    /** Begins to read what waits, as far as may be read at a time; events up to {@code upTo}. */
    void start(long upTo) {
        while (running < limits.catchUpsMax() && !queue.isEmpty()) {
            CatchUp catchUp = queue.remove();
            if (catchUp.watchers.isEmpty()) {
                open.remove(catchUp.page);
                continue;
            }
            try {
                pool.execute(() -> done.accept(catchUp, read(catchUp.page, upTo)));
                running++;
            } catch (RejectedExecutionException e) {
                LOG.debug("Too many reads wait: history is read later");
                queue.addFirst(catchUp);
                return;
            }
        }
    }

    /** Its outcome is being dealt with. */
    void ended(CatchUp catchUp) {
        running--;
        open.remove(catchUp.page);
    }

    private Outcome read(CatchUp.Page page, long upTo) {
        try {
            HistoryPosition from = page.events();
            return from == null ? state(page) : events(page, from, upTo);
        } catch (CompactedException e) {
            return new Outcome.Compacted(e.oldestReadable());
        } catch (HistoryUnavailableException e) {
            LOG.debug("History is read later: {}", e.getMessage());
            return new Outcome.Unavailable();
        } catch (Throwable e) {
            // Errors, too: the watches that wait for this page must end, or be told it.
            LOG.error("Reading history failed", e);
            return new Outcome.Failed(e.toString());
        }
    }

    private Outcome events(CatchUp.Page page, HistoryPosition from, long upTo) {
        Selection selection = page.interest().selection();
        ChangePage read = history.changes(selection.query(page.newestOnly()), from, upTo, limits.frameBytes());
        if (read.events().isEmpty()) {
            return new Outcome.Events(null, read.next());
        }
        EventFrame frame = encoder.history(read, selection.previous(), from);
        return new Outcome.Events(frame, frame.next());
    }

    private Outcome state(CatchUp.Page page) {
        KeyInterval whole = page.interest().selection().interval();
        byte[] from = page.stateFrom().toByteArray();
        KeyInterval rest = from.length == 0 ? whole : whole.startingAt(from);
        RangePage read = history.state(rest, page.stateRevision(), limits.frameBytes());
        List<KeyVersion> kvs = read.keyVersions();
        ByteString nextKey = null;
        if (!read.isLast()) {
            byte[] last = kvs.get(kvs.size() - 1).key();
            nextKey = UnsafeByteOperations.unsafeWrap(Arrays.copyOf(last, last.length + 1));
        }
        Frame frame = FrameEncoder.state(kvs, page.stateRevision(), nextKey != null, page.resetBecause());
        return new Outcome.State(frame, nextKey);
    }
}
