package io.ratiskv.server.watch;

import io.ratiskv.protocol.WatchControlRequest;
import io.ratiskv.protocol.WatchListResponse;
import io.ratiskv.protocol.WatchRequest;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.watch.CatchUp.Outcome;
import io.ratiskv.server.watch.Watcher.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells every watch what it is to be told. It works in rounds: events that were applied meanwhile are handed to the
 * {@link Interests} that they concern, encoded once for each of these (sealed), and told to the watches that take them;
 * then each connection that was told something is flushed once.
 *
 * <p>The hub keeps the order: whatever depends on how far a watch is comes after what was applied before it. Which watches
 * there are is known to {@link Watches}, what each is told next to its {@link Course}.
 *
 * <p>Thread: {@code watch}.
 */
final class WatchHub {
    private final WatchLimits limits;
    private final WatchParts parts;
    private final Interests interests;
    private final CatchUpReader history;
    private final Watches watches;
    private final Teller teller;
    private final Progress progress;
    private final Course course;
    private long compactRevision;
    private long fallsBehind;

    /** The newest revision that was told of, taken or not. */
    private long arrived;

    /**
     * @param pool reads history
     * @param later runs something on the hub's thread, after what came before
     */
    WatchHub(
            WatchLimits limits,
            WatchParts parts,
            HistorySource source,
            Executor pool,
            Consumer<Runnable> later,
            LongSupplier nanoTime) {
        this.limits = limits;
        this.parts = parts;
        FrameEncoder encoder = new FrameEncoder(limits.frameBytes(), parts.marksParts());
        this.interests = new Interests(encoder, limits.recentBytesMax());
        this.history = new CatchUpReader(
                parts.history(source),
                encoder,
                limits,
                pool,
                (catchUp, outcome) -> later.accept(() -> read(catchUp, outcome)));
        this.watches = new Watches(limits, interests, history);
        this.teller = new Teller(nanoTime, later, this::writable);
        this.progress = new Progress(interests, teller);
        this.course = new Course(interests, watches, history, teller, progress);
    }

    // ---- rounds -----------------------------------------------------------------------------------------------

    void beginRound() {
        teller.beginRound();
    }

    /** Everything of the round was dealt with. */
    void endRound() {
        seal();
        history.start(interests.sealed());
        teller.endRound();
    }

    /** These were applied. Several batches in a row are sealed together. */
    void applied(EventBatch batch) {
        arrived = Math.max(arrived, batch.revision());
        if (batch.after() > interests.taken()) {
            skipped(batch.after(), compactRevision);
        }
        interests.take(batch);
        compacted(batch.compactRevision());
    }

    /** Events up to {@code revision} did not come here. */
    void skipped(long revision, long compacted) {
        arrived = Math.max(arrived, revision);
        seal();
        if (revision > interests.taken()) {
            if (parts.readsWhatWasDropped()) {
                fallBehind(revision);
            } else {
                interests.skipTo(revision);
            }
        }
        compacted(compacted);
    }

    /** Who was told of changes as they are applied reads what was dropped up to {@code revision}. */
    private void fallBehind(long revision) {
        List<Watcher> behind = new ArrayList<>();
        for (Watcher watcher : watches.all()) {
            if (watcher.isSynced()) {
                course.fallBehind(watcher);
                behind.add(watcher);
                fallsBehind++;
            }
        }
        interests.breakAt(revision);
        behind.forEach(course::goOn);
    }

    /** Encodes what was taken and tells it. Whatever depends on how far a watch is must do this first. */
    private void seal() {
        interests.seal(interest -> forEach(interest, course::tellFrames), interest -> forEach(interest, course::goOn));
    }

    private static void forEach(Interest interest, Consumer<Watcher> what) {
        // By number: a watch may end meanwhile, and then the last one takes its place.
        for (int i = interest.watchers().size() - 1; i >= 0; i--) {
            what.accept(interest.watchers().get(i));
        }
    }

    /** Says to watches how far they are before what they were told last becomes unreadable. */
    private void compacted(long revision) {
        if (revision <= compactRevision) {
            return;
        }
        seal();
        compactRevision = revision;
        for (Watcher watcher : watches.all()) {
            if (watcher.isCurrent() && watcher.said < revision) {
                progress.ask(watcher);
                progress.sayIfAsked(watcher);
            }
        }
    }

    /** A page of history was read. */
    private void read(CatchUp catchUp, Outcome outcome) {
        seal();
        course.read(catchUp, outcome);
    }

    /** Time has passed. */
    void tick() {
        course.tryAgain();
        watches.all().forEach(progress::sayIfSilent);
    }

    // ---- opening and ending -----------------------------------------------------------------------------------

    /** Takes a watch in; null and a refusal if there are too many. It is {@link #opened} later. */
    @Nullable
    Watcher register(WatchRequest request, WatchLink link, long id, WatchReply reply) {
        return watches.register(request, link, id, reply);
    }

    /** Everything that was acknowledged before the watch was asked for is applied, and was handed over before this. */
    void opened(Watcher watcher) {
        if (watcher.state == State.OPENING) {
            seal();
            course.begin(watcher);
        }
    }

    /** It cannot be, or cannot go on. */
    void refused(Watcher watcher, Refusal refusal) {
        watches.refused(watcher, refusal);
    }

    /** The connection is gone, and its watches with it. */
    void closed(WatchLink link) {
        watches.closed(link);
    }

    /** Ends all watches, those to come included, so that their clients go elsewhere at once. */
    void shutDown(Refusal why) {
        watches.shutDown(why);
    }

    /** Ends all watches with this word; further ones may be opened. */
    void endAll(Refusal why) {
        watches.endAll(why);
    }

    /** Ends all watches after a failure, and begins anew: nothing of what is known here is to be trusted. */
    void abandonAll(Refusal why) {
        watches.abandonAll(why);
        interests.clear(arrived);
    }

    // ---- what clients say -------------------------------------------------------------------------------------

    /** Returns whether there is such a watch. */
    boolean control(WatchControlRequest request, WatchLink link) {
        seal();
        Watcher watcher = watches.find(link, request.getWatch());
        if (watcher == null) {
            return false;
        }
        if (request.getCancel()) {
            cancel(watcher);
            return true;
        }
        watcher.windowUsed = Math.max(0, watcher.windowUsed - Integer.toUnsignedLong(request.getConsumedBytes()));
        if (request.getProgress()) {
            progress.ask(watcher);
        }
        course.goOn(watcher);
        return true;
    }

    private void cancel(Watcher watcher) {
        long told = watcher.isCurrent() ? interests.sealed() : watcher.said;
        watches.end(watcher);
        watcher.reply.ended(FrameEncoder.canceled(told).answer());
    }

    /** The connection takes more again. */
    private void writable(Connected connected) {
        seal();
        List.copyOf(connected.watchers.values()).forEach(course::goOn);
    }

    // ---- figures ----------------------------------------------------------------------------------------------

    int size() {
        return watches.size();
    }

    /** Looks at every watch. */
    WatchFigures figures(long overflows) {
        int current = 0;
        for (Watcher watcher : watches.all()) {
            current += watcher.isCurrent() ? 1 : 0;
        }
        return new WatchFigures(
                watches.size(),
                watches.size() - current,
                interests.size(),
                interests.recentBytes(),
                teller.toldEvents(),
                teller.toldBytes(),
                fallsBehind,
                overflows);
    }

    long recentBytes() {
        return interests.recentBytes();
    }

    WatchListResponse list() {
        seal();
        return WatchStatuses.of(watches.all(), interests.sealed(), limits.listBytesMax());
    }
}
