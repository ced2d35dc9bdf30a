package io.ratiskv.server.watch;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.WatchControlRequest;
import io.ratiskv.protocol.WatchRequest;
import io.ratiskv.protocol.WatchResponse.Kind;
import io.ratiskv.protocol.WatchStatus;
import io.ratiskv.server.mvcc.HistoryPosition;
import io.ratiskv.server.mvcc.KeyEvent;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.watch.CatchUp.Outcome;
import io.ratiskv.server.watch.Watcher.State;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every watch what it is to be told. It works in rounds: events that were applied meanwhile are handed to the
 * interests that they concern, encoded once for each of these (sealed), and told to the watches that take them; then each
 * connection that was told something is flushed once.
 *
 * <p>No watch has a queue. A watch that is told of changes as they are applied ({@code SYNCED}) takes the recent frames of
 * its interest, one after the other, as its window and its connection allow. If the next one is no longer kept, or events
 * were dropped on their way here, it is {@code BEHIND}: it reads history up to the newest sealed revision, and joins again
 * exactly where that ended.
 *
 * <p>Thread: {@code watch}.
 */
final class WatchHub {
    private static final Logger LOG = LoggerFactory.getLogger(WatchHub.class);

    private final WatchLimits limits;
    private final WatchParts parts;
    private final Interests interests;
    private final CatchUpReader catchUps;
    private final Consumer<Runnable> later;
    private final LongSupplier nanoTime;
    private final IdentityHashMap<WatchLink, Connected> connections = new IdentityHashMap<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private final List<Connected> touched = new ArrayList<>();
    private final List<Watcher> retry = new ArrayList<>();

    /** What happened up to here was handed to the interests. */
    private long taken;

    /** And up to here it was encoded, too. */
    private long sealed;

    private long compactRevision;
    private long now;
    private @Nullable Refusal shutDown;
    private @Nullable Frame progressWord;
    private long progressWordOf;

    /**
     * @param pool reads history
     * @param later runs something on the hub's thread, after what came before
     */
    WatchHub(
            WatchLimits limits,
            WatchParts parts,
            HistorySource history,
            Executor pool,
            Consumer<Runnable> later,
            LongSupplier nanoTime) {
        this.limits = limits;
        this.parts = parts;
        this.later = later;
        this.nanoTime = nanoTime;
        this.now = nanoTime.getAsLong();
        FrameEncoder encoder = new FrameEncoder(limits.frameBytes(), parts.marksParts());
        this.interests = new Interests(encoder, limits.recentBytesMax());
        this.catchUps = new CatchUpReader(
                parts.history(history),
                encoder,
                limits,
                pool,
                (catchUp, outcome) -> later.accept(() -> read(catchUp, outcome)));
    }

    // ---- rounds -----------------------------------------------------------------------------------------------

    void beginRound() {
        now = nanoTime.getAsLong();
    }

    /** Everything of the round was dealt with. */
    void endRound() {
        seal();
        catchUps.start(sealed);
        for (Connected connected : touched) {
            connected.touched = false;
            connected.link.flush();
        }
        touched.clear();
    }

    /** These were applied. Several batches in a row are sealed together. */
    void applied(EventBatch batch) {
        if (batch.after() > taken) {
            skipped(batch.after(), compactRevision);
        }
        for (KeyEvent event : batch.events()) {
            if (event.revision() > taken) {
                interests.take(event);
            }
        }
        taken = Math.max(taken, batch.revision());
        compacted(batch.compactRevision());
    }

    /** Events up to {@code revision} did not come here. */
    void skipped(long revision, long compacted) {
        seal();
        if (revision > taken && parts.readsWhatWasDropped()) {
            List<Watcher> behind = new ArrayList<>();
            for (Watcher watcher : watchers) {
                if (watcher.isSynced()) {
                    fallBehind(watcher);
                    behind.add(watcher);
                }
            }
            interests.breakAt(revision);
            taken = revision;
            sealed = revision;
            behind.forEach(this::goOn);
        }
        taken = Math.max(taken, revision);
        sealed = taken;
        compacted(compacted);
    }

    /** Encodes what was taken and tells it. Whatever depends on how far a watch is must do this first. */
    void seal() {
        if (taken == sealed) {
            return;
        }
        List<Interest> news = interests.seal(sealed, taken);
        sealed = taken;
        for (Interest interest : news) {
            // By number: a watch may end meanwhile, and then the last one takes its place.
            for (int i = interest.watchers().size() - 1; i >= 0; i--) {
                goOn(interest.watchers().get(i));
            }
            interests.trim(interest);
        }
    }

    /** Says to watches how far they are before what they were told last becomes unreadable. */
    private void compacted(long revision) {
        if (revision <= compactRevision) {
            return;
        }
        seal();
        compactRevision = revision;
        for (Watcher watcher : watchers) {
            if (watcher.isCurrent() && watcher.said < revision) {
                askProgress(watcher);
            }
        }
    }

    // ---- opening and ending -----------------------------------------------------------------------------------

    /** Takes a watch in; null and a refusal if there are too many. It is {@link #opened} later. */
    @Nullable
    Watcher register(WatchRequest request, WatchLink link, long id, WatchReply reply) {
        Connected connected = connections.computeIfAbsent(link, Connected::new);
        Refusal refusal = refuse(connected, id);
        if (refusal != null) {
            reply.refused(refusal);
            dropIfUnused(connected);
            return null;
        }
        long window = Integer.toUnsignedLong(request.getWindowBytes());
        long progress = Integer.toUnsignedLong(request.getProgressMs());
        Watcher watcher = new Watcher(
                request,
                reply,
                connected,
                id,
                (int) (window == 0 ? limits.windowBytesMax() : Math.min(window, limits.windowBytesMax())),
                progress == 0
                        ? limits.progressDefault().toNanos()
                        : Math.max(progress * 1_000_000, limits.progressMin().toNanos()));
        connected.watchers.put(id, watcher);
        watcher.hubPlace = watchers.size();
        watchers.add(watcher);
        return watcher;
    }

    private @Nullable Refusal refuse(Connected connected, long id) {
        if (shutDown != null) {
            return shutDown;
        }
        if (connected.watchers.containsKey(id)) {
            return new Refusal(
                    ErrorCode.INVALID_ARGUMENT,
                    "a watch with this request id is open",
                    "request_id",
                    0,
                    0,
                    0,
                    0,
                    null,
                    null);
        }
        if (connected.watchers.size() >= limits.watchesPerConnection()) {
            return tooMany("of one connection", limits.watchesPerConnection());
        }
        return watchers.size() >= limits.watchesMax() ? tooMany("of this member", limits.watchesMax()) : null;
    }

    private static Refusal tooMany(String whose, int limit) {
        return new Refusal(
                ErrorCode.TOO_MANY_WATCHES,
                "more than " + limit + " watches " + whose + " would be open",
                "",
                0,
                limit,
                0,
                0,
                null,
                null);
    }

    /** Everything that was acknowledged before the watch was asked for is applied, and was handed over before this. */
    void opened(Watcher watcher) {
        if (watcher.state != State.OPENING) {
            return;
        }
        seal();
        long start = watcher.request.getStartRevision();
        if (start > sealed + 1) {
            end(watcher);
            watcher.reply.refused(
                    Refusal.revision(ErrorCode.FUTURE_REVISION, "in the future; newest revision is " + sealed, sealed));
            return;
        }
        Interest interest = interests.of(watcher.selection, sealed);
        interest.add(watcher);
        watcher.interest = interest;
        watcher.reply.created();
        watcher.next = start == 0 ? HistoryPosition.after(sealed) : HistoryPosition.after(start - 1);
        say(watcher, FrameEncoder.word(Kind.CREATED, watcher.next.revisionBefore()));
        watcher.said = watcher.next.revisionBefore();
        if (watcher.request.getSnapshot()) {
            beginState(watcher, 0);
        } else if (start == 0 || start == sealed + 1) {
            watcher.state = State.SYNCED;
            watcher.nextFrame = interest.end();
        } else {
            watcher.state = State.BEHIND;
        }
        goOn(watcher);
    }

    /** It cannot be, or cannot go on. */
    void refused(Watcher watcher, Refusal refusal) {
        if (watcher.state != State.ENDED) {
            end(watcher);
            watcher.reply.refused(refusal);
        }
    }

    /** The connection is gone, and its watches with it. */
    void closed(WatchLink link) {
        Connected connected = connections.get(link);
        if (connected != null) {
            List.copyOf(connected.watchers.values()).forEach(this::end);
            connections.remove(link);
        }
    }

    /** Ends all watches, those to come included, so that their clients go elsewhere at once. */
    void shutDown(Refusal why) {
        shutDown = why;
        endAll(why);
    }

    /** Ends all watches with this word. */
    void endAll(Refusal why) {
        for (Watcher watcher : List.copyOf(watchers)) {
            refused(watcher, why);
        }
    }

    private void end(Watcher watcher) {
        Interest interest = watcher.interest;
        if (watcher.reading != null && interest != null) {
            interest.joining(-1);
        }
        catchUps.forget(watcher);
        watcher.state = State.ENDED;
        Watcher last = watchers.remove(watchers.size() - 1);
        if (last != watcher) {
            watchers.set(watcher.hubPlace, last);
            last.hubPlace = watcher.hubPlace;
        }
        if (interest != null) {
            interest.remove(watcher);
            watcher.interest = null;
            if (interest.watchers().isEmpty()) {
                interests.remove(interest);
            } else {
                interests.trim(interest);
            }
        }
        watcher.connected.watchers.remove(watcher.id);
        dropIfUnused(watcher.connected);
    }

    private void dropIfUnused(Connected connected) {
        if (connected.watchers.isEmpty()) {
            connections.remove(connected.link);
        }
    }

    // ---- what clients say -------------------------------------------------------------------------------------

    /** Returns whether there is such a watch. */
    boolean control(WatchControlRequest request, WatchLink link) {
        seal();
        Connected connected = connections.get(link);
        Watcher watcher = connected == null ? null : connected.watchers.get(request.getWatch());
        if (watcher == null) {
            return false;
        }
        if (request.getCancel()) {
            long told = watcher.isCurrent() ? sealed : watcher.said;
            end(watcher);
            watcher.reply.ended(FrameEncoder.canceled(told).answer());
            return true;
        }
        watcher.windowUsed = Math.max(0, watcher.windowUsed - Integer.toUnsignedLong(request.getConsumedBytes()));
        if (request.getProgress()) {
            watcher.progressAsked = sealed;
        }
        goOn(watcher);
        return true;
    }

    /** The connection takes more again. */
    private void writable(Connected connected) {
        connected.waiting = false;
        seal();
        for (Watcher watcher : List.copyOf(connected.watchers.values())) {
            goOn(watcher);
        }
    }

    // ---- telling ----------------------------------------------------------------------------------------------

    /** Tells the watch what it can be told now, or has it read. */
    private void goOn(Watcher watcher) {
        switch (watcher.state) {
            case SYNCED -> tellFrames(watcher);
            case BEHIND, STATE -> readOn(watcher);
            case OPENING, ENDED -> {}
        }
        sayProgress(watcher);
    }

    private void tellFrames(Watcher watcher) {
        Interest interest = watcher.interest();
        while (watcher.nextFrame < interest.end()) {
            if (!interest.has(watcher.nextFrame)) {
                watcher.state = State.BEHIND;
                readOn(watcher);
                return;
            }
            EventFrame frame = interest.frame(watcher.nextFrame);
            if (!watcher.next.isInside() && watcher.next.revisionBefore() < frame.covers()) {
                // Nothing for it happened until then; history before that may be compacted by the time it is needed.
                watcher.next = HistoryPosition.after(frame.covers());
            }
            if (!takes(watcher)) {
                return;
            }
            tell(watcher, frame);
            watcher.nextFrame++;
        }
    }

    private void readOn(Watcher watcher) {
        if (watcher.reading != null || !takes(watcher)) {
            return;
        }
        boolean state = watcher.state == State.STATE;
        watcher.interest().joining(1);
        catchUps.want(
                new CatchUp.Page(
                        watcher.interest(),
                        watcher.request.getCoalesce(),
                        state ? null : watcher.next,
                        state ? watcher.stateRevision : 0,
                        state ? watcher.stateFrom : ByteString.EMPTY,
                        state ? watcher.resetBecause : 0),
                watcher);
    }

    /** Whether it takes a frame now. If not because of its connection, that comes back by itself. */
    private boolean takes(Watcher watcher) {
        return watcher.hasWindow() && isWritable(watcher.connected);
    }

    private boolean isWritable(Connected connected) {
        if (connected.link.isWritable()) {
            return true;
        }
        if (!connected.waiting) {
            connected.waiting = true;
            connected.link.whenWritable(() -> later.accept(() -> writable(connected)));
        }
        return false;
    }

    private void tell(Watcher watcher, EventFrame frame) {
        watcher.events += frame.events();
        watcher.next = frame.next();
        watcher.inParts = frame.next().isInside();
        watcher.said = Math.max(watcher.said, frame.next().revisionBefore());
        say(watcher, frame.frame());
    }

    private void say(Watcher watcher, Frame frame) {
        watcher.windowUsed += frame.windowBytes();
        watcher.bytes += frame.windowBytes();
        watcher.lastWordNanos = now;
        watcher.reply.tell(frame.answer());
        Connected connected = watcher.connected;
        if (!connected.touched) {
            connected.touched = true;
            touched.add(connected);
        }
    }

    // ---- reading history --------------------------------------------------------------------------------------

    private void fallBehind(Watcher watcher) {
        if (watcher.isCurrent()) {
            watcher.next = HistoryPosition.after(sealed);
        }
        watcher.state = State.BEHIND;
    }

    private void beginState(Watcher watcher, long because) {
        watcher.state = State.STATE;
        watcher.inParts = false;
        watcher.stateRevision = sealed;
        watcher.stateFrom = ByteString.EMPTY;
        watcher.resetBecause = because;
    }

    /** A page was read. */
    void read(CatchUp catchUp, Outcome outcome) {
        seal();
        catchUps.ended(catchUp);
        for (Watcher watcher : List.copyOf(catchUp.watchers)) {
            watcher.reading = null;
            read(watcher, outcome);
            // Only now: as long as somebody may join, the recent frames are kept.
            catchUp.page.interest().joining(-1);
        }
        interests.trim(catchUp.page.interest());
    }

    private void read(Watcher watcher, Outcome outcome) {
        if (outcome instanceof Outcome.Events events) {
            boolean stuck = watcher.next.equals(events.next());
            EventFrame frame = events.frame();
            if (frame != null) {
                tell(watcher, frame);
            } else if (watcher.inParts && events.next().revision() > watcher.next.revision()) {
                // What followed when the last part was told has been superseded since, and is not told any more.
                say(watcher, FrameEncoder.word(Kind.EVENTS, watcher.next.revision()));
                watcher.inParts = false;
            }
            watcher.next = events.next();
            join(watcher);
            if (stuck && watcher.state == State.BEHIND) {
                retry.add(watcher); // The store is not where the hub is: never ask in a loop.
            } else {
                goOn(watcher);
            }
        } else if (outcome instanceof Outcome.State state) {
            say(watcher, state.frame());
            ByteString nextKey = state.nextKey();
            if (nextKey != null) {
                watcher.stateFrom = nextKey;
            } else {
                watcher.next = HistoryPosition.after(watcher.stateRevision);
                watcher.said = watcher.stateRevision;
                watcher.state = State.BEHIND;
                join(watcher);
            }
            goOn(watcher);
        } else if (outcome instanceof Outcome.Compacted compacted) {
            reset(watcher, compacted.oldestReadable());
        } else if (outcome instanceof Outcome.Failed failed) {
            refused(watcher, Refusal.of(ErrorCode.INTERNAL, "reading history failed on this member: " + failed.why()));
        } else {
            retry.add(watcher);
        }
    }

    /** Goes over to being told of changes as they are applied, if it is exactly where that begins. */
    private void join(Watcher watcher) {
        if (watcher.next.isInside()) {
            return;
        }
        long frame = watcher.interest().join(watcher.next.revisionBefore(), sealed);
        if (frame >= 0) {
            watcher.state = State.SYNCED;
            watcher.nextFrame = frame;
        }
    }

    private void reset(Watcher watcher, long oldestReadable) {
        if (watcher.request.getNoReset()) {
            refused(
                    watcher,
                    Refusal.revision(
                            ErrorCode.COMPACTED,
                            "what comes next is compacted; oldest readable revision is " + oldestReadable,
                            oldestReadable));
            return;
        }
        watcher.resets++;
        beginState(watcher, oldestReadable);
        goOn(watcher);
    }

    // ---- progress ---------------------------------------------------------------------------------------------

    /** Time has passed. */
    void tick() {
        List<Watcher> again = List.copyOf(retry);
        retry.clear();
        again.forEach(this::goOn);
        for (Watcher watcher : watchers) {
            if (now - watcher.lastWordNanos >= watcher.progressNanos
                    && watcher.state != State.OPENING
                    && watcher.canSayProgress()
                    && watcher.connected.link.isWritable()) {
                sayProgressNow(watcher);
            }
        }
    }

    private void askProgress(Watcher watcher) {
        watcher.progressAsked = sealed;
        sayProgress(watcher);
    }

    private void sayProgress(Watcher watcher) {
        if (watcher.progressAsked > 0
                && watcher.canSayProgress()
                && watcher.told(sealed) >= watcher.progressAsked
                && isWritable(watcher.connected)) {
            sayProgressNow(watcher);
        }
    }

    private void sayProgressNow(Watcher watcher) {
        long told = watcher.told(sealed);
        Frame word = progressWord;
        if (word == null || progressWordOf != told) {
            word = FrameEncoder.word(Kind.PROGRESS, told);
            progressWord = word;
            progressWordOf = told;
        }
        if (told >= watcher.progressAsked) {
            watcher.progressAsked = 0;
        }
        watcher.said = told;
        say(watcher, word);
    }

    // ---- figures ----------------------------------------------------------------------------------------------

    int size() {
        return watchers.size();
    }

    long recentBytes() {
        return interests.recentBytes();
    }

    List<WatchStatus> list() {
        seal();
        List<WatchStatus> list = new ArrayList<>();
        long bytes = 0;
        for (Watcher watcher : watchers) {
            if (watcher.state == State.OPENING) {
                continue;
            }
            WatchStatus status = status(watcher);
            bytes += status.getSerializedSize();
            if (bytes > limits.listBytesMax()) {
                LOG.info("Not all of {} watches fit into the list", watchers.size());
                break;
            }
            list.add(status);
        }
        return list;
    }

    private WatchStatus status(Watcher watcher) {
        long told = watcher.state == State.STATE ? watcher.said : watcher.told(sealed);
        WatchLink link = watcher.connected.link;
        return WatchStatus.newBuilder()
                .setRemote(link.remote())
                .setClientName(link.clientName())
                .setName(watcher.request.getName())
                .setKey(watcher.request.getKey())
                .setRangeEnd(watcher.request.getRangeEnd())
                .setRevision(told)
                .setLag(sealed - told)
                .setSynced(watcher.isCurrent())
                .setBlocked(!watcher.hasWindow() || !link.isWritable())
                .setEvents(watcher.events)
                .setBytes(watcher.bytes)
                .setWindowUsedBytes(watcher.windowUsed)
                .setWindowBytes(watcher.windowBytes)
                .setResets(watcher.resets)
                .build();
    }
}
